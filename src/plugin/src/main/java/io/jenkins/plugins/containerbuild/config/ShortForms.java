package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.impl.configurators.DataBoundConfigurator;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.model.Scalar;
import java.util.Arrays;
import java.util.List;

/**
 * Short forms for configuration as code, as in catalogue files: {@code runsAsRoot: refuse} is short for {@code
 * runsAsRoot: {action: refuse}}, and a label without a pattern can be written as its name.
 */
public final class ShortForms {
    private ShortForms() {}

    /** Accepts a scalar instead of a mapping that contains only {@code member}. */
    private abstract static class ShortForm<T> extends DataBoundConfigurator<T> {
        private final String member;

        ShortForm(Class<T> type, String member) {
            super(type);
            this.member = member;
        }

        @Override
        @NonNull
        public T configure(CNode node, ConfigurationContext context) throws ConfiguratorException {
            return super.configure(whole(node), context);
        }

        @Override
        public T check(CNode node, ConfigurationContext context) throws ConfiguratorException {
            return super.check(whole(node), context);
        }

        private Mapping whole(CNode node) throws ConfiguratorException {
            if (node.getType() != CNode.Type.SCALAR) {
                check(node.asMapping());
                return node.asMapping();
            }
            Mapping mapping = new Mapping();
            mapping.put(member, node.asScalar());
            check(mapping);
            return mapping;
        }

        void check(Mapping mapping) throws ConfiguratorException {
            if (mapping.get(member) == null) {
                throw new ConfiguratorException(this, member + " must be set");
            }
        }
    }

    private abstract static class ShortRule<T extends PolicyRule> extends ShortForm<T> {
        ShortRule(Class<T> type) {
            super(type, "action");
        }

        @Override
        void check(Mapping mapping) throws ConfiguratorException {
            super.check(mapping);
            Scalar action = mapping.get("action").asScalar();
            List<String> known =
                    Arrays.stream(RuleAction.values()).map(RuleAction::name).toList();
            if (!known.contains(action.getValue())) {
                throw new ConfiguratorException(
                        this,
                        "\"" + action.getValue() + "\" is not an action" + Suggestion.of(action.getValue(), known)
                                + "; use off, warn or refuse");
            }
        }
    }

    @Extension(optional = true)
    public static final class Plain extends ShortRule<PlainRule> {
        public Plain() {
            super(PlainRule.class);
        }
    }

    @Extension(optional = true)
    public static final class Registries extends ShortRule<RegistriesRule> {
        public Registries() {
            super(RegistriesRule.class);
        }
    }

    @Extension(optional = true)
    public static final class Age extends ShortRule<AgeRule> {
        public Age() {
            super(AgeRule.class);
        }
    }

    @Extension(optional = true)
    public static final class Labels extends ShortRule<LabelsRule> {
        public Labels() {
            super(LabelsRule.class);
        }
    }

    @Extension(optional = true)
    public static final class Size extends ShortRule<SizeRule> {
        public Size() {
            super(SizeRule.class);
        }
    }

    @Extension(optional = true)
    public static final class Label extends ShortForm<LabelPattern> {
        public Label() {
            super(LabelPattern.class, "name");
        }
    }
}
