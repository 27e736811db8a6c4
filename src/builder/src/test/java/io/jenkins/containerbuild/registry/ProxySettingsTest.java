package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.fault.InputException;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;

/** Which proxy stands before which server; the rules of no_proxy are those of curl and of Go, which Docker uses. */
public class ProxySettingsTest {
    @Test
    public void noProxyIsRead() {
        String[][] rows = {
            // no_proxy, host, port, whether the proxy is used
            {"", "reg.example", "443", "yes"},
            {"reg.example", "reg.example", "443", "no"},
            {"REG.example", "reg.Example", "443", "no"},
            {"example", "reg.example", "443", "no"},
            {".example", "reg.example", "443", "no"},
            {"*.example", "reg.example", "443", "no"},
            {"ample", "reg.example", "443", "yes"},
            {"other, reg.example", "reg.example", "443", "no"},
            {"reg.example:443", "reg.example", "443", "no"},
            {"reg.example:8443", "reg.example", "443", "yes"},
            {"*", "reg.example", "443", "no"},
            {"10.*", "10.1.2.3", "443", "no"},
            {"10.*", "110.1.2.3", "443", "yes"},
            {"10.0.0.0/8", "10.1.2.3", "443", "no"},
            {"10.0.0.0/8", "11.1.2.3", "443", "yes"},
            {"10.1.2.3", "10.1.2.3", "443", "no"},
            {"fd00::/8", "fd12::1", "443", "no"},
            {"10.0.0.0/8", "reg.example", "443", "yes"},
            {"10.0.0.0/x", "10.1.2.3", "443", "yes"},
            {"", "localhost", "443", "no"},
            {"", "127.4.5.6", "443", "no"},
            {"", "::1", "443", "no"},
        };
        for (String[] row : rows) {
            ProxySettings settings =
                    new ProxySettings(Map.of("https_proxy", "http://proxy.example:3128", "no_proxy", row[0]));
            HttpProxy proxy = settings.between(true, row[1], Integer.parseInt(row[2]));
            assertEquals(String.join(" | ", row), row[3], proxy == null ? "no" : "yes");
        }
    }

    @Test
    public void eachSchemeHasItsVariableInEitherCase() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HTTPS_PROXY", "http://ann:pw@upper.example");
        environment.put("http_proxy", "lower.example:3128");
        ProxySettings settings = new ProxySettings(environment);

        assertEquals(new HttpProxy("upper.example", 80, "Basic YW5uOnB3"), settings.between(true, "reg.example", 443));
        assertEquals(new HttpProxy("lower.example", 3128, null), settings.between(false, "reg.example", 80));
        environment.put("https_proxy", "http://wins.example:1");
        assertEquals("wins.example", settings.between(true, "reg.example", 443).host());
    }

    @Test
    public void charactersOfAPasswordMayBeEncoded() {
        ProxySettings settings = new ProxySettings(Map.of("https_proxy", "http://ann:p%40ss@proxy.example:3128"));

        assertEquals(
                HttpProxy.basic("ann:p@ss"),
                settings.between(true, "reg.example", 443).authorization());
    }

    @Test
    public void propertiesOfTheJvmWin() {
        Map<String, String> properties = Map.of(
                "https.proxyHost", "jvm.example",
                "https.proxyPort", "8080",
                "https.proxyUser", "ann",
                "https.proxyPassword", "pw",
                "http.nonProxyHosts", "*.intern|10.*|exact.example");
        properties.forEach(System::setProperty);
        try {
            ProxySettings settings = new ProxySettings(Map.of("https_proxy", "http://proxy.example:3128"));
            assertEquals(
                    new HttpProxy("jvm.example", 8080, "Basic YW5uOnB3"), settings.between(true, "reg.example", 443));
            for (String host : new String[] {"reg.intern", "10.1.2.3", "exact.example"}) {
                assertEquals(host, null, settings.between(true, host, 443));
            }
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    public void invalidProxyIsAnInputErrorWithoutThePassword() {
        for (String text : new String[] {"socks5://ann:secret@proxy.example:1080", "http://ann:secret@:x", "::"}) {
            ProxySettings settings = new ProxySettings(Map.of("https_proxy", text));
            InputException fault =
                    assertThrows(text, InputException.class, () -> settings.between(true, "reg.example", 443));
            assertEquals(
                    "https_proxy must be the address of a proxy, for example http://[user:password@]host:port",
                    fault.getMessage());
            assertFalse(fault.getMessage().contains("secret"));
        }
    }
}
