package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.image.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Converts a syntax tree to JSON. */
final class SyntaxJson {
    private SyntaxJson() {}

    static JsonObject of(Dockerfile dockerfile) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("directives", dockerfile.directives());
        members.put(
                "instructions",
                dockerfile.instructions().stream().map(SyntaxJson::instruction).toList());
        return new JsonObject(members);
    }

    private static Map<String, Object> instruction(SyntaxNode node) {
        Map<String, Object> members = inner(node);
        if (node.onBuild() != null) {
            members.put("onbuild", inner(node.onBuild()));
        }
        return members;
    }

    private static Map<String, Object> inner(SyntaxNode node) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("keyword", node.keyword());
        members.put("line", node.line());
        members.put("endLine", node.endLine());
        members.put("flags", node.flags());
        members.put("form", node.form().name().toLowerCase(Locale.ROOT));
        members.put("arguments", node.arguments());
        members.put("heredocs", heredocs(node.heredocs()));
        return members;
    }

    private static List<Map<String, Object>> heredocs(List<SyntaxNode.Heredoc> documents) {
        return documents.stream()
                .map(document -> {
                    Map<String, Object> members = new LinkedHashMap<>();
                    members.put("delimiter", document.delimiter());
                    members.put("content", document.content());
                    members.put("expand", document.expand());
                    members.put("stripTabs", document.stripTabs());
                    return members;
                })
                .toList();
    }
}
