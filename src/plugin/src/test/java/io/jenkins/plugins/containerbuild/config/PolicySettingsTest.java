package io.jenkins.plugins.containerbuild.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import hudson.util.FormValidation;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.policy.CatalogueFile;
import io.jenkins.containerbuild.policy.Policy;
import io.jenkins.containerbuild.policy.Rule;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTextArea;
import org.htmlunit.html.HtmlTextInput;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * Base images and rules can be set by the form and by configuration as code; the command line reads the same format.
 */
public class PolicySettingsTest {
    private static final Path CATALOGUE = Path.of("../examples/catalogue.yaml");
    private static final Path EXAMPLE = Path.of("../examples/casc.yaml");

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Baseline baseline() {
        return ContainerBuildConfiguration.get().baseline();
    }

    private static void configure(String yaml) throws Exception {
        Path file = FOLDER.getRoot().toPath().resolve("casc.yaml");
        Files.writeString(file, yaml);
        ConfigurationAsCode.get().configure(file.toString());
    }

    private static void forget() {
        ContainerBuildConfiguration.get().setBases(List.of());
        ContainerBuildConfiguration.get().setPolicy(new PolicySettings());
        assertEquals(Policy.NONE, baseline().policy());
    }

    private static String below(Path catalogue) throws IOException {
        return "unclassified:\n  containerBuild:\n"
                + Files.readAllLines(catalogue).stream()
                        .map(line -> "    " + line + "\n")
                        .collect(Collectors.joining());
    }

    private static String exported() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String yaml = out.toString(StandardCharsets.UTF_8);
        int start = yaml.indexOf("  containerBuild:\n");
        String own = yaml.substring(start + "  containerBuild:\n".length())
                .lines()
                .takeWhile(line -> line.startsWith("    "))
                .collect(Collectors.joining("\n"));
        return "unclassified:\n  containerBuild:\n" + own + "\n";
    }

    @Test
    public void catalogueFileAndConfigurationAsCodeGiveTheSameResult() throws Exception {
        forget();
        configure(below(CATALOGUE));
        assertEquals(CatalogueFile.read(CATALOGUE), baseline());
    }

    @Test
    public void exampleIsImportedExportedAndImportedAgain() throws Exception {
        forget();
        ConfigurationAsCode.get().configure(EXAMPLE.toString());
        Baseline first = baseline();
        assertEquals(9, first.policy().settings().size());
        assertEquals("base-reader", first.catalogue().entry("java-17").credentialsId());
        assertEquals(60, ContainerBuildConfiguration.get().getBaseCheckMinutes());
        String yaml = exported();
        forget();
        configure(yaml);
        assertEquals(yaml, first, baseline());
        assertEquals(yaml, exported());
    }

    @Test
    public void formKeepsBasesAndRules() throws Exception {
        forget();
        ConfigurationAsCode.get().configure(EXAMPLE.toString());
        Baseline first = baseline();
        String yaml = exported();
        JENKINS.configRoundtrip();
        assertEquals(first, baseline());
        assertEquals(yaml, exported());
        forget();
        JENKINS.configRoundtrip();
        assertEquals(Policy.NONE, baseline().policy());
    }

    @Test
    public void settingsAreKeptAcrossRestarts() throws Exception {
        forget();
        ConfigurationAsCode.get().configure(EXAMPLE.toString());
        assertEquals(baseline(), new ContainerBuildConfiguration().baseline());
    }

    @Test
    public void settingOfTheFirstVersionBecomesARule() throws Exception {
        forget();
        Path file = JENKINS.jenkins.getRootDir().toPath().resolve(ContainerBuildConfiguration.class.getName() + ".xml");
        String name = ContainerBuildConfiguration.class.getName();
        Files.writeString(
                file,
                "<" + name + "><bases/><outsideCatalogue>refuse</outsideCatalogue><builder>auto</builder></" + name
                        + ">");
        ContainerBuildConfiguration loaded = new ContainerBuildConfiguration();
        assertEquals(
                Policy.Action.REFUSE,
                loaded.baseline().policy().setting(Rule.BASE_IN_CATALOGUE).action());
    }

    /** Settings after a downgrade of the plugin. */
    @Test
    public void unsupportedSettingsOfALaterVersionAreIgnored() throws Exception {
        forget();
        String name = ContainerBuildConfiguration.class.getName();
        Files.writeString(
                JENKINS.jenkins.getRootDir().toPath().resolve(name + ".xml"),
                "<" + name + "><bases><" + BaseImageEntry.class.getName()
                        + "><name>java</name><reference>r.example/java</reference><colour>red</colour></"
                        + BaseImageEntry.class.getName() + "></bases><policy><runsAsRoot><action>quarantine</action>"
                        + "</runsAsRoot><baseAge><action>refuse</action><days>3</days></baseAge><moon><action>warn"
                        + "</action></moon></policy><tides>2</tides></" + name + ">");
        ContainerBuildConfiguration loaded = new ContainerBuildConfiguration();
        Baseline known = loaded.baseline();
        assertEquals("r.example/java", known.catalogue().entry("java").reference());
        assertEquals(
                "not silently off",
                Policy.Action.WARN,
                known.policy().setting(Rule.RUNS_AS_ROOT).action());
        assertEquals(Policy.Action.REFUSE, known.policy().setting(Rule.BASE_AGE).action());
        assertEquals(List.of(), loaded.getPolicy().getRunsAsRoot().getExceptions());
        assertEquals(2048, loaded.getCacheMegabytes());
        assertTrue(loaded.isRestrictForks());
    }

    /** Each with a part of the message. */
    @Test
    public void invalidConfigurationIsRefusedAndChangesNothing() throws Exception {
        forget();
        configure("unclassified: {containerBuild: {bases: [{name: java, reference: r.example/java}]}}");
        Baseline before = baseline();
        String[][] mistakes = {
            {"policy: {runsAsRoot: wran}", "\"wran\" is not an action (did you mean warn?); use off, warn or refuse"},
            {"policy: {baseAge: refuse}", "baseAge: days must be set, for example 90"},
            {"policy: {baseAge: {days: 3}}", "action must be set"},
            {
                "policy: {imageSize: {action: warn, bytes: much}}",
                "must be a number of bytes, for example 500000000 or 500MB (was \"much\")"
            },
            {
                "policy: {allowedRegistries: {action: warn, registries: ['https://r']}}",
                "allowedRegistries: registries must be hosts, for example registry.example or registry.example/base"
                        + " (was \"https://r\")"
            },
            {"policy: {imageLabels: {action: warn}}", "imageLabels: labels must be set"},
            {
                "bases: [{name: a, reference: r.example/a}, {name: a, reference: b}]",
                "another base image has the same name"
            },
            {"bases: [{name: java, reference: r.example/a, replacedBy: jaav}]", "(did you mean java?)"},
            {"bases: [{name: a, reference: r.example/a, digest: 'sha256:1'}]", "sha256:1"},
            {"builder: dokcer", "builder: \"dokcer\" is not known (did you mean docker?)"},
            {
                "bases: [{name: 'a:1', reference: r.example/a}]",
                "\"a:1\" has a tag or a digest; use a name such as java-17"
            },
        };
        for (String[] mistake : mistakes) {
            Exception refused = assertThrows(
                    mistake[0],
                    ConfiguratorException.class,
                    () -> configure("unclassified:\n  containerBuild: {" + mistake[0] + "}\n"));
            StringBuilder said = new StringBuilder();
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                said.append(cause.getMessage()).append('\n');
            }
            assertThat(mistake[0], said.toString(), containsString(mistake[1]));
            assertEquals(mistake[0], before, baseline());
        }
    }

    @Test
    public void invalidFormIsRefusedAndChangesNothing() throws Exception {
        forget();
        ConfigurationAsCode.get().configure(EXAMPLE.toString());
        Baseline before = baseline();
        try (JenkinsRule.WebClient client = JENKINS.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            HtmlForm form = client.goTo("configure").getFormByName("config");
            HtmlTextInput bytes = form.getInputsByName("_.bytes").stream()
                    .map(HtmlTextInput.class::cast)
                    .findFirst()
                    .orElseThrow();
            bytes.setValue("heavy");
            HtmlPage answer = JENKINS.submit(form);
            assertThat(answer.asNormalizedText(), containsString("imageSize: must be a number of bytes"));
            assertEquals(before, baseline());
        }
    }

    @Test
    public void linesOfTheFormBecomeLists() throws Exception {
        forget();
        ConfigurationAsCode.get().configure(EXAMPLE.toString());
        try (JenkinsRule.WebClient client = JENKINS.createWebClient()) {
            HtmlForm form = client.goTo("configure").getFormByName("config");
            HtmlTextArea labels = form.getTextAreasByName("_.labels").get(0);
            labels.setText("vendor=Example, Inc*\nteam\n");
            HtmlTextArea exceptions = form.getTextAreasByName("_.exceptions").get(0);
            exceptions.setText("a/*\n\nb, c\n");
            JENKINS.submit(form);
        }
        assertEquals(
                List.of(new Policy.Label("vendor", "Example, Inc*"), new Policy.Label("team", "")),
                baseline().policy().baseLabels());
        assertEquals(
                List.of("a/*", "b, c"),
                baseline().policy().setting(Rule.BASE_IN_CATALOGUE).exceptions());
    }

    @Test
    public void formsReportInvalidValuesWithAdvice() {
        assertEquals(FormValidation.Kind.OK, new SizeRule.DescriptorImpl().doCheckBytes("1GB").kind);
        assertThat(new SizeRule.DescriptorImpl().doCheckBytes("1 pound").getMessage(), containsString("500MB"));
        assertEquals(FormValidation.Kind.OK, new AgeRule.DescriptorImpl().doCheckDays("90").kind);
        assertEquals(FormValidation.Kind.ERROR, new AgeRule.DescriptorImpl().doCheckDays("-1").kind);
        assertEquals(
                FormValidation.Kind.OK, new RegistriesRule.DescriptorImpl().doCheckRegistries("r.example/a\nb").kind);
        assertEquals(FormValidation.Kind.ERROR, new RegistriesRule.DescriptorImpl().doCheckRegistries("http://r").kind);
        assertEquals(FormValidation.Kind.ERROR, new LabelsRule.DescriptorImpl().doCheckLabels("=x").kind);
        assertEquals(FormValidation.Kind.ERROR, new PlainRule.DescriptorImpl().doCheckExceptions("/a").kind);
        assertTrue(new PlainRule(null).problem().isEmpty());
    }
}
