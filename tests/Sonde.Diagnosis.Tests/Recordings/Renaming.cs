using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>
/// Gives every object, label and namespace of a recording another name, in objects, messages and logs alike: a rule that
/// knew a name would lose its answer.
/// </summary>
internal sealed class Renaming
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Regex _pattern;

    public Renaming(string objects)
    {
        foreach (JsonNode? item in JsonNode.Parse(objects)!["items"]!.AsArray())
        {
            JsonNode meta = item!["metadata"]!;
            string kind = (string)item["kind"]!;
            // Kubernetes' own objects keep their names in every cluster.
            if (kind is "APIService" or "PriorityClass" or "CustomResourceDefinition" or "CSINode" or "Event" or "Lease")
                continue;
            Learn((string?)meta["namespace"]);
            // A pod's name follows from its owner's, which stands in it.
            if (kind is not ("Pod" or "ReplicaSet" or "EndpointSlice" or "ControllerRevision"))
                Learn((string)meta["name"]!);
            if (meta["labels"] is JsonObject labels)
            {
                foreach ((string key, JsonNode? value) in labels)
                {
                    if (key.Contains('/') || key is "pod-template-hash" or "controller-revision-hash")
                        continue;
                    Learn((string?)value);
                }
            }
        }

        _pattern = new Regex(
            @"(?<![A-Za-z0-9_])(" + string.Join('|', _names.Keys.OrderByDescending(name => name.Length).Select(Regex.Escape)) + @")(?![A-Za-z0-9_])",
            RegexOptions.CultureInvariant);
    }

    /// <summary>Renames in the values of JSON: names of fields, kinds and reasons are the API's own.</summary>
    public string ApplyToJson(string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        Walk(root);
        return root.ToJsonString();
    }

    private void Walk(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach ((string name, JsonNode? value) in map.ToArray())
                {
                    if (name is "kind" or "apiVersion" or "reason" or "type" or "phase" or "provisioner" or "resource" or "apiGroup")
                        continue;
                    if (value is JsonValue leaf && leaf.TryGetValue(out string? text))
                        map[name] = Apply(text);
                    else
                        Walk(value);
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonValue leaf && leaf.TryGetValue(out string? text))
                        list[i] = Apply(text);
                    else
                        Walk(list[i]);
                }

                break;
        }
    }

    public string Apply(string text) => _pattern.Replace(text, match => _names[match.Value]);

    public ObjectRef Apply(ObjectRef one) => one with { Namespace = Apply(one.Namespace), Name = Apply(one.Name) };

    private void Learn(string? name)
    {
        // Words of the language itself: in messages they mean something else.
        if (name is null or "default" or "kube-system" or "kube-public" or "kube-root-ca.crt" or "kubernetes" or "true" or "false" or "web" or "app" or "api"
            or "images" or "broker" or "data" || name.Length < 4 || name.StartsWith("kube-", StringComparison.Ordinal))
            return;
        _names.TryAdd(name, $"n{_names.Count}x{Math.Abs(StringComparer.Ordinal.GetHashCode(name)) % 7}q");
    }
}
