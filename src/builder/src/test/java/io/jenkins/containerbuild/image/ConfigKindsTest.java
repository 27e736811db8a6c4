package io.jenkins.containerbuild.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Each member of an image's configuration with a value of a wrong kind: BuildKit (Docker Engine 26.1) refuses all of them, too. */
public class ConfigKindsTest {
    private static final List<String> TEXT = List.of("5", "true", "['x']", "{}");
    private static final List<String> TEXTS = List.of("5", "'x'", "{}", "[5]", "['x',{}]");
    private static final List<String> NUMBER = List.of("'5'", "true", "1.5", "[5]", "99999999999999999999");
    private static final List<String> FLAG = List.of("5", "'true'", "[]", "{}");
    private static final List<String> OBJECT = List.of("5", "'x'", "[]", "true");
    private static final List<String> OBJECTS = List.of("5", "'x'", "{}", "[5]", "[[]]");
    private static final List<String> MAP_OF_OBJECTS = List.of("5", "'x'", "['x']", "{'x':5}");
    private static final List<String> MAP_OF_TEXT = List.of("5", "'x'", "['x']", "{'x':5}", "{'x':{}}");
    private static final List<String> TIME = List.of("5", "'yesterday'", "'2026-01-31'", "''", "'2026-01-31T1200:00Z'");

    private record Row(String place, String member, List<String> wrong, String right) {}

    private static final List<Row> ROWS = List.of(
            new Row("%s", "created", TIME, "'2026-01-31T12:00:00.5+01:00'"),
            new Row("%s", "author", TEXT, "'x'"),
            new Row("%s", "architecture", TEXT, "'amd64'"),
            new Row("%s", "variant", TEXT, "'v8'"),
            new Row("%s", "os", TEXT, "'linux'"),
            new Row("%s", "os.version", TEXT, "'1'"),
            new Row("%s", "os.features", TEXTS, "['x']"),
            new Row("%s", "config", OBJECT, "{}"),
            new Row("%s", "rootfs", OBJECT, "{}"),
            new Row("%s", "history", OBJECTS, "[{}]"),
            new Row("'rootfs':{%s}", "type", TEXT, "'layers'"),
            new Row("'rootfs':{%s}", "diff_ids", TEXTS, "[]"),
            new Row("'history':[{},{%s}]", "created", TIME, "'2026-01-31T12:00:00Z'"),
            new Row("'history':[{},{%s}]", "author", TEXT, "'x'"),
            new Row("'history':[{},{%s}]", "created_by", TEXT, "'x'"),
            new Row("'history':[{},{%s}]", "comment", TEXT, "'x'"),
            new Row("'history':[{},{%s}]", "empty_layer", FLAG, "true"),
            new Row("'config':{%s}", "User", TEXT, "'x'"),
            new Row("'config':{%s}", "ExposedPorts", MAP_OF_OBJECTS, "{'80/tcp':{}}"),
            new Row("'config':{%s}", "Env", TEXTS, "['A=b']"),
            new Row("'config':{%s}", "Entrypoint", TEXTS, "['x']"),
            new Row("'config':{%s}", "Cmd", TEXTS, "['x']"),
            new Row("'config':{%s}", "Volumes", MAP_OF_OBJECTS, "{'/x':{}}"),
            new Row("'config':{%s}", "WorkingDir", TEXT, "'/x'"),
            new Row("'config':{%s}", "Labels", MAP_OF_TEXT, "{'a':'b'}"),
            new Row("'config':{%s}", "StopSignal", TEXT, "'SIGINT'"),
            new Row("'config':{%s}", "ArgsEscaped", FLAG, "true"),
            new Row("'config':{%s}", "OnBuild", TEXTS, "['RUN x']"),
            new Row("'config':{%s}", "Shell", TEXTS, "['sh']"),
            new Row("'config':{%s}", "Healthcheck", OBJECT, "{}"),
            new Row("'config':{'Healthcheck':{%s}}", "Test", TEXTS, "['NONE']"),
            new Row("'config':{'Healthcheck':{%s}}", "Interval", NUMBER, "5000000000"),
            new Row("'config':{'Healthcheck':{%s}}", "Timeout", NUMBER, "5"),
            new Row("'config':{'Healthcheck':{%s}}", "StartPeriod", NUMBER, "5"),
            new Row("'config':{'Healthcheck':{%s}}", "StartInterval", NUMBER, "5"),
            new Row("'config':{'Healthcheck':{%s}}", "Retries", NUMBER, "5"));

    private static ImageConfig parse(Row row, String value) {
        String json = "{" + row.place().formatted("'" + row.member() + "':" + value) + "}";
        return ImageConfig.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void eachMemberOfAWrongKindIsNamed() {
        List<String> accepted = new ArrayList<>();
        for (Row row : ROWS) {
            for (String wrong : row.wrong()) {
                try {
                    parse(row, wrong);
                    accepted.add(row.place().formatted(row.member()) + " = " + wrong);
                } catch (IllegalArgumentException e) {
                    assertTrue(
                            e.getMessage(),
                            e.getMessage().startsWith("its configuration is invalid: ")
                                    && e.getMessage().contains("\"" + row.member() + "\" must be "));
                }
            }
        }
        assertEquals(List.of(), accepted);
    }

    @Test
    public void rightValuesAndNullsAndUnknownMembersPass() {
        for (Row row : ROWS) {
            parse(row, row.right());
            parse(row, "null");
        }
        ImageConfig odd = ImageConfig.parse(
                "{\"config\":{\"Hostname\":5,\"StopTimeout\":\"5\"}}".getBytes(StandardCharsets.UTF_8));
        assertEquals(Map.of("Hostname", 5, "StopTimeout", "5"), odd.container().members());
    }

    @Test
    public void messageContainsThePathOfTheMember() {
        Row interval = ROWS.stream()
                .filter(row -> row.member().equals("Interval"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "its configuration is invalid: in config.Healthcheck, \"Interval\" must be a number",
                assertThrows(IllegalArgumentException.class, () -> parse(interval, "'5s'"))
                        .getMessage());
    }
}
