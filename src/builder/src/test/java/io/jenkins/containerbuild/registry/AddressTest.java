package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.Test;

/** Addresses as browsers and Go read them; the examples of RFC 3986, section 5.4, included. */
public class AddressTest {

    @Test
    public void unsafeCharactersAreEscaped() {
        String[][] table = {
            {"http://h", "http://h/"},
            {"HTTP://h?x=y", "http://h/?x=y"},
            {"https://h:8443/a", "https://h:8443/a"},
            {"http://h:/a", "http://h/a"},
            {"  http://h/a  ", "http://h/a"},
            {"http://h/a b?c d", "http://h/a%20b?c%20d"},
            {"http://h/a|b{c}^\"<>`\\", "http://h/a%7Cb%7Bc%7D%5E%22%3C%3E%60%5C"},
            {"http://h/?a|b{c}^\"<>`\\", "http://h/?a%7Cb%7Bc%7D%5E%22%3C%3E%60%5C"},
            {"http://h/grün/文?q=ü", "http://h/gr%C3%BCn/%E6%96%87?q=%C3%BC"},
            {"http://h/\ud83d\ude00", "http://h/%F0%9F%98%80"},
            {"http://h/a%20b%2Fc%c3%bc", "http://h/a%20b%2Fc%c3%bc"},
            {"http://h/100%/%zz%4", "http://h/100%25/%25zz%254"},
            {"http://h/a[1]~!$&'()*+,;=:@", "http://h/a[1]~!$&'()*+,;=:@"},
            {"http://h/a?b?c/d#e?f", "http://h/a?b?c/d"},
            {"http://h#f", "http://h/"},
            {"http://h/a/./b/../c//d", "http://h/a/c//d"},
            {"http://h/../../a", "http://h/a"},
            {"http://my_host.test/a", "http://my_host.test/a"},
            {"http://bücher.test:81/", "http://xn--bcher-kva.test:81/"},
            {"http://b%C3%BCcher.test/", "http://xn--bcher-kva.test/"},
            {"http://[::1]:81/a", "http://[::1]:81/a"},
            {"http://[2001:DB8::7]", "http://[2001:DB8::7]/"},
        };
        for (String[] row : table) {
            assertEquals(row[0], row[1], Address.parse(row[0]).toString());
        }
    }

    @Test
    public void referencesAreResolved() {
        String[][] table = {
            {"g:h", null},
            {"g", "http://a/b/c/g"},
            {"./g", "http://a/b/c/g"},
            {"g/", "http://a/b/c/g/"},
            {"/g", "http://a/g"},
            {"//g", "http://g/"},
            {"//g:8/x y", "http://g:8/x%20y"},
            {"?y", "http://a/b/c/d;p?y"},
            {"g?y", "http://a/b/c/g?y"},
            {"#s", "http://a/b/c/d;p?q"},
            {"g#s", "http://a/b/c/g"},
            {"g?y#s", "http://a/b/c/g?y"},
            {";x", "http://a/b/c/;x"},
            {"", "http://a/b/c/d;p?q"},
            {".", "http://a/b/c/"},
            {"./", "http://a/b/c/"},
            {"..", "http://a/b/"},
            {"../g", "http://a/b/g"},
            {"../..", "http://a/"},
            {"../../../g", "http://a/g"},
            {"/./g", "http://a/g"},
            {"g.", "http://a/b/c/g."},
            {"..g", "http://a/b/c/..g"},
            {"./g/.", "http://a/b/c/g/"},
            {"g;x=1/../y", "http://a/b/c/y"},
            {"g?y/./x", "http://a/b/c/g?y/./x"},
            {"https://z/a|b", "https://z/a%7Cb"},
            {"ü?n=a|b c", "http://a/b/c/%C3%BC?n=a%7Cb%20c"},
            {"\\\\evil.test/x", "http://a/b/c/%5C%5Cevil.test/x"},
            {"http:g", null},
        };
        Address base = Address.parse("http://a/b/c/d;p?q");
        for (String[] row : table) {
            if (row[1] == null) {
                assertThrows(row[0], IllegalArgumentException.class, () -> base.resolve(row[0]));
            } else {
                assertEquals(row[0], row[1], base.resolve(row[0]).toString());
            }
        }
    }

    @Test
    public void passwordsBelongToTheirOriginAndAreNotShown() {
        String[][] table = {
            {"http://u:p@h/a", "u:p"},
            {"http://u@h/a", "u:"},
            {"http://:p@h/a", ":p"},
            {"http://u:p%40s%2fs:x@h/a", "u:p@s/s:x"},
            {"http://u:p@ss@h/a", "u:p@ss"},
            {"http://u:gr%C3%BCn@h/a", "u:grün"},
            {"http://u:grün@h/a", "u:grün"},
        };
        for (String[] row : table) {
            Address address = Address.parse(row[0]);
            String value = address.authorization().substring("Basic ".length());
            assertEquals(row[0], row[1], new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
            assertEquals(row[0], "http://h/a", address.toString());
            assertEquals(row[0], "h", address.authority());
            assertEquals(
                    row[0], address.authorization(), address.resolve("/other").authorization());
            assertNull(row[0], address.resolve("http://elsewhere/").authorization());
        }
        assertNull(Address.parse("http://@h/").authorization());
    }

    /** No message quotes an address, as it may contain a password. */
    @Test
    public void invalidAddressesAreRefused() {
        String[][] table = {
            {"", "an address must begin with http:// or https://"},
            {"/only/a/path", "an address must begin with http:// or https://"},
            {"host/path", "an address must begin with http:// or https://"},
            {"ftp://u:secret@h/", "an address must begin with http:// or https://, not ftp:"},
            {"http:/u:secret@h/", "an address must name a host after http://"},
            {"http:///path", "an address must name a valid host"},
            {"http://u:secret@/path", "an address must name a valid host"},
            {"http://h ost/", "an address must name a valid host"},
            {"http://h%20ost/", "an address must name a valid host"},
            {"http://h%2Fost/", "an address must name a valid host"},
            {"http://good\\@secret/", "an address must name a valid host"},
            {"http://u:secret\\@h\\x/", "an address must name a valid host"},
            {"http://u:se/cret@h/", "the port of an address must be a number up to 65535"},
            {"http://h:65536/", "the port of an address must be a number up to 65535"},
            {"http://h:99999999999999999999/", "the port of an address must be a number up to 65535"},
            {"http://h:-1/", "the port of an address must be a number up to 65535"},
            {"http://[::1/", "what is between [ and ] must be an IPv6 address"},
            {"http://[127.0.0.1]/", "what is between [ and ] must be an IPv6 address"},
            {"http://[host]/", "what is between [ and ] must be an IPv6 address"},
            {"http://::1/", "an address must name a valid host"},
            {"http://h/a\nb", "an address must not contain control characters"},
            {"http://h/\0", "an address must not contain control characters"},
        };
        for (String[] row : table) {
            IllegalArgumentException e =
                    assertThrows(row[0], IllegalArgumentException.class, () -> Address.parse(row[0]));
            assertEquals(row[0], row[1], e.getMessage());
        }
    }

    @Test
    public void originsAreSchemeHostAndPort() {
        Address address = Address.parse("http://Host/a");
        assertTrue(address.sameOrigin(Address.parse("http://u:p@host:80/b")));
        assertFalse(address.sameOrigin(Address.parse("https://host/a")));
        assertFalse(address.sameOrigin(Address.parse("http://host:81/a")));
        assertFalse(address.sameOrigin(Address.parse("http://host.test/a")));
        assertEquals(443, Address.parse("https://h/").port());
    }

    @Test
    public void parametersComeLast() {
        assertEquals("http://h/a?x=1", Address.parse("http://h/a").with("x=1").toString());
        assertEquals("http://h/a?x=1", Address.parse("http://h/a?").with("x=1").toString());
        assertEquals(
                "http://h/a?b=c&x=1",
                Address.parse("http://h/a?b=c#d").with("x=1").toString());
    }
}
