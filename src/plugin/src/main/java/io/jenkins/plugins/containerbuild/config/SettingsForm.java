package io.jenkins.plugins.containerbuild.config;

import net.sf.json.JSONArray;
import net.sf.json.JSONObject;

/**
 * Prepares the submitted form of the global settings for data binding: turns lines of text into lists, and adds the
 * empty lists that a form omits.
 */
final class SettingsForm {
    private SettingsForm() {}

    static JSONObject bindable(JSONObject form) {
        JSONObject result = JSONObject.fromObject(form);
        words(result, "registryMirrors");
        JSONArray bases = new JSONArray();
        for (Object base : JSONArray.fromObject(form.has("bases") ? form.get("bases") : new JSONArray())) {
            JSONObject entry = (JSONObject) base;
            words(entry, "alternatives");
            bases.add(entry);
        }
        result.put("bases", bases);
        if (result.has("policy")) {
            JSONObject policy = result.getJSONObject("policy");
            for (Object rule : policy.values()) {
                if (rule instanceof JSONObject one) {
                    rule(one);
                }
            }
        }
        return result;
    }

    private static void rule(JSONObject rule) {
        words(rule, "registries");
        if (rule.has("exceptions")) {
            rule.put("exceptions", FormText.lines(rule.getString("exceptions")));
        }
        if (rule.optString("days").isBlank()) {
            rule.remove("days");
        }
        if (rule.has("labels")) {
            JSONArray labels = new JSONArray();
            for (String line : FormText.lines(rule.getString("labels"))) {
                int equals = line.indexOf('=');
                JSONObject label = new JSONObject();
                label.put("name", equals < 0 ? line : line.substring(0, equals));
                label.put("value", equals < 0 ? "" : line.substring(equals + 1));
                labels.add(label);
            }
            rule.put("labels", labels);
        }
    }

    private static void words(JSONObject object, String field) {
        if (object.has(field)) {
            object.put(field, FormText.words(object.getString(field)));
        }
    }
}
