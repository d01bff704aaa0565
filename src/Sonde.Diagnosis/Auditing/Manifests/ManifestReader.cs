using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>Reads manifests: YAML or JSON, several documents, Lists.</summary>
internal sealed class ManifestReader(ClusterBuilder builder, ManifestSet set)
{
    /// <summary>Adds the objects of a text. Documents that are no objects of Kubernetes (values, settings of tools) are left out.</summary>
    /// <param name="content">UTF-8 text.</param>
    /// <param name="file">The file's name.</param>
    /// <exception cref="DiagnosisException">It is neither YAML nor JSON; the message begins with file, line and column.</exception>
    public void Read(ReadOnlyMemory<byte> content, string file)
    {
        if (content.Span.StartsWith("\uFEFF"u8))
            content = content[3..];
        try
        {
            if (YamlJson.LooksLikeJson(content.Span))
            {
                foreach (PlacedJson document in PlacedJson.OfJson(content))
                    AddDocument(document, file, HelmComments.None);
                return;
            }

            string text = Encoding.UTF8.GetString(content.Span);
            var comments = HelmComments.Of(text);
            using var reader = new StringReader(text);
            foreach (PlacedJson document in YamlJson.PlacedDocuments(reader))
                AddDocument(document, file, comments);
        }
        catch (YamlException exception)
        {
            string reason = exception.Message;
            int place = reason.IndexOf(": ", StringComparison.Ordinal);
            if (exception.Line > 0 && place > 0)
                reason = reason[(place + 2)..];
            string hint = content.Span.IndexOf("{{"u8) >= 0 ? "; it looks like a template: render it first (helm template CHART | sonde audit -f -)" : "";
            throw new DiagnosisException($"{file}:{exception.Line}:{exception.Column}: {reason}{hint}", exception);
        }
    }

    private void AddDocument(PlacedJson document, string file, HelmComments comments)
    {
        ManifestNode root = ManifestNode.Read(document.Json.Span, document.Places);
        using JsonDocument json = JsonDocument.Parse(document.Json, YamlJson.ReadOptions);
        Add(json.RootElement, root, file, comments.TemplateAt(root.Place.Line));
    }

    private void Add(JsonElement element, ManifestNode node, string file, string template)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach ((JsonElement item, ManifestNode place) in element.EnumerateArray().Zip(node.Items))
                Add(item, place, file, template);
            return;
        }

        string kind = node["kind"].Text, version = node["apiVersion"].Text;
        if (element.ValueKind != JsonValueKind.Object || kind.Length == 0 || version.Length == 0)
            return;
        if (kind.EndsWith("List", StringComparison.Ordinal) && element.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array)
        {
            AddList(items, node["items"], file, template, kind, version);
            return;
        }

        if (node["metadata"]["name"].Text.Length == 0)
            return;
        if (IsPart(node, kind))
        {
            builder.AddBlindSpot($"{file}:{node.Place.Line}", $"holds only a part of {kind} {node["metadata"]["name"].Text}, as a patch does: render it first (kubectl kustomize FOLDER | sonde audit -f -)");
            return;
        }

        builder.Add(element, file);
        set.Add(element, node, file, template);
    }

    private void AddList(JsonElement items, ManifestNode node, string file, string template, string kind, string version)
    {
        var shape = new ListShape(kind, version);
        // What a cluster gave has identities; only of a cluster a list can be all there is.
        bool isFromCluster = node.Items.Count > 0 && node.Items[0]["metadata"]["uid"].Exists;
        foreach ((JsonElement item, ManifestNode place) in items.EnumerateArray().Zip(node.Items))
        {
            if (isFromCluster)
            {
                shape.Add(item, file, builder);
                set.Add(item, place, file, template);
            }
            else
            {
                Add(item, place, file, template);
            }
        }

        if (isFromCluster)
            shape.Declare(builder);
    }

    /// <summary>What every such object must have is missing: it is there to be merged into another one.</summary>
    private static bool IsPart(ManifestNode node, string kind)
    {
        if (kind is not ("Deployment" or "StatefulSet" or "DaemonSet") || node["apiVersion"].Text != "apps/v1")
            return false;
        ManifestNode spec = node["spec"], pod = spec["template"]["spec"];
        return !spec["selector"].Exists || pod["containers"].Items.Count == 0 || pod["containers"].Items.Any(one => !one["image"].Exists);
    }
}
