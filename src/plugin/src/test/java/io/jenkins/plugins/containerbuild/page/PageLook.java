package io.jenkins.plugins.containerbuild.page;

import io.jenkins.containerbuild.testing.Browser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pages as somebody sees them whose window has some width and whose system is light or dark, and what is wrong with them. */
final class PageLook {
    private static final Path FOLDER = Path.of("target", "screenshots");
    private static final Path OF_README = Path.of("..", "..", "docs", "images");

    private static final int DESKTOP = 1_280;
    private static final int PHONE = 390;
    private static final int HEIGHT = 900;
    /** What core draws where a symbol does not exist, see {@code org.jenkins.ui.symbol.Symbol}; forms have it to delete a row, too. */
    private static final String CROSSES = "[...document.querySelectorAll('svg path')].filter(e => !e.closest('button')"
            + " && e.getAttribute('d') === 'M368 368L144 144M368 144L144 368').length";

    /** Of the plugin credentials, whose lists warn that they find no place for messages where they are drawn anew. */
    private static final String OF_CREDENTIALS = "/lib/credentials/select/select.js";

    private final Browser browser;
    private final URI jenkins;
    private final List<String> faults = new ArrayList<>();

    PageLook(Browser browser, URI jenkins) {
        this.browser = browser;
        this.jenkins = jenkins;
    }

    /** What was not as it should be, with the page, the theme and the width where it was seen. */
    List<String> faults() {
        return faults;
    }

    /**
     * Looks at a page in light and dark on a desktop, and on a phone.
     *
     * @param ready an expression that is true when all of it is drawn
     * @param part a selector of what is ours
     */
    void pictures(String name, String path, String ready, String part) throws IOException {
        picture(name + "-light", path, ready, part, "light", DESKTOP);
        picture(name + "-dark", path, ready, part, "dark", DESKTOP);
        picture(name + "-phone", path, ready, part, "light", PHONE);
    }

    private void picture(String name, String path, String ready, String part, String theme, int width)
            throws IOException {
        browser.look(width, HEIGHT, theme);
        browser.open(jenkins.resolve(path));
        browser.await(ready);
        // Below the header that stays, where there is more before it than a window shows.
        browser.evaluate("(part => part.getBoundingClientRect().top > 150 && scrollTo({behavior: 'instant',"
                + " top: part.getBoundingClientRect().top - 76}))(document.querySelector('" + part + "'))");
        // What has a colour goes over to another one bit by bit.
        browser.evaluate("document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < Infinity)"
                + ".forEach(one => one.finish())");
        keep("jenkins-" + name + ".png");
        examine(name + ": ", part, theme, width);
    }

    private void keep(String file) throws IOException {
        browser.screenshot(FOLDER.resolve(file));
        if (Boolean.getBoolean("pictures.keep") && Files.exists(OF_README.resolve(file))) {
            writeSmall(ImageIO.read(FOLDER.resolve(file).toFile()), OF_README.resolve(file));
        }
    }

    /** Chromium packs in a hurry, and with transparency. */
    private static void writeSmall(BufferedImage taken, Path png) throws IOException {
        BufferedImage picture = new BufferedImage(taken.getWidth(), taken.getHeight(), BufferedImage.TYPE_INT_RGB);
        picture.getGraphics().drawImage(taken, 0, 0, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam smallest = writer.getDefaultWriteParam();
        smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        smallest.setCompressionQuality(0);
        Files.deleteIfExists(png);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(png.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), smallest);
        }
    }

    private void examine(String where, String part, String theme, int width) throws IOException {
        expect(where + "status", 200, "performance.getEntriesByType('navigation')[0].responseStatus");
        expect(
                where + "has a content security policy",
                true,
                "fetch(location.href).then(answer => answer.headers.has('Content-Security-Policy'))");
        expect(
                where + "is dark",
                theme.equals("dark"),
                "getComputedStyle(document.documentElement).getPropertyValue('color-scheme').includes('dark')");
        expect(where + "symbols that do not exist", 0, CROSSES);
        expect(
                where + "its width",
                width,
                "(part => Math.max(" + width + ", part.id ? document.documentElement.scrollWidth"
                        + " : part.getBoundingClientRect().left + part.scrollWidth))(document.querySelector('" + part
                        + "'))");
        for (Object text : (List<?>) browser.evaluate(script("contrast.js") + "('" + part + "')")) {
            faults.add(where + "hard to read, " + text);
        }
        browser.complaints().stream()
                .filter(complaint -> !complaint.contains(OF_CREDENTIALS))
                .forEach(complaint -> faults.add(where + "complains, " + complaint));
    }

    private void expect(String what, Object wanted, String expression) {
        Object found = browser.evaluate(expression);
        if (!String.valueOf(wanted).equals(String.valueOf(found))) {
            faults.add(what + " should be " + wanted + " and is " + found);
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream in = PageLook.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
