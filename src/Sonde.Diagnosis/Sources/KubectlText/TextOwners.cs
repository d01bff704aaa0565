using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>
/// Finds owners by the names that controllers give: a Deployment's ReplicaSet is NAME-HASH, its pod NAME-HASH-xxxxx, a StatefulSet's
/// pod NAME-0, a CronJob's Job NAME-MINUTES.
/// </summary>
internal sealed partial class TextOwners(Dictionary<ObjectRef, TextPiece> objects, IReadOnlyList<TextEvent> events)
{
    // An event about an owner proves that it is there, though no text shows it.
    private readonly HashSet<ObjectRef> _named = [.. events.Select(seen => new ObjectRef(seen.Kind, seen.Namespace ?? "", seen.Name))];

    private static readonly string[] WithRandomEnd = ["ReplicaSet", "DaemonSet", "Job", "ReplicationController"];

    /// <summary>Gives each pod, ReplicaSet and Job its owner, where a name tells it.</summary>
    public void Complete()
    {
        foreach (TextPiece piece in objects.Values.Where(piece => piece.Kind == "Pod").ToArray())
        {
            if (piece.Meta["ownerReferences"] is null && OfPod(piece) is { } owner)
                piece.Meta["ownerReferences"] = JsonParts.List([owner]);
            AddReplicaSet(piece);
        }

        foreach (TextPiece piece in objects.Values.Where(piece => piece.Kind == "Deployment").ToArray())
            AddRevisions(piece);
        foreach (TextPiece piece in objects.Values.Where(piece => piece.Kind is "ReplicaSet" or "Job").ToArray())
        {
            if (piece.Meta["ownerReferences"] is not null)
                continue;
            string top = piece.Kind == "Job" ? "CronJob" : "Deployment";
            Match match = piece.Kind == "Job" ? Minutes().Match(piece.Name) : Hash().Match(piece.Name);
            if (match.Success && Has(top, piece, match.Groups["name"].Value))
                piece.Meta["ownerReferences"] = JsonParts.List([Descriptions.Owner($"{top}/{match.Groups["name"].Value}")]);
        }
    }

    private bool Has(string kind, TextPiece near, string name) => objects.ContainsKey(new ObjectRef(kind, near.Namespace ?? "", name));

    private bool IsNamed(string kind, TextPiece near, string name) => Has(kind, near, name) || _named.Contains(new ObjectRef(kind, near.Namespace ?? "", name));

    private JsonObject? OfPod(TextPiece pod)
    {
        if (Random().Match(pod.Name) is { Success: true } random)
        {
            string name = random.Groups["name"].Value;
            string? kind = Array.Find(WithRandomEnd, one => IsNamed(one, pod, name));
            if (kind is null && Hash().Match(name) is { Success: true } hash && (IsNamed("Deployment", pod, hash.Groups["name"].Value) || LooksLikeHash(hash.Groups["hash"].Value)))
                kind = "ReplicaSet";
            if (kind is not null)
                return Descriptions.Owner($"{kind}/{name}");
        }

        return Ordinal().Match(pod.Name) is { Success: true } ordinal && IsNamed("StatefulSet", pod, ordinal.Groups["name"].Value)
            ? Descriptions.Owner($"StatefulSet/{ordinal.Groups["name"].Value}") : null;
    }

    /// <summary>The ReplicaSet between a pod and its Deployment, where no text shows it.</summary>
    private void AddReplicaSet(TextPiece pod)
    {
        JsonObject? owner = JsonParts.Objects(pod.Meta["ownerReferences"]).FirstOrDefault();
        string name = JsonParts.TextOf(owner?["name"]);
        if (JsonParts.TextOf(owner?["kind"]) != "ReplicaSet" || Has("ReplicaSet", pod, name) || Hash().Match(name) is not { Success: true } match)
            return;
        string top = match.Groups["name"].Value, hash = match.Groups["hash"].Value;
        // The Deployment's controller gives its ReplicaSets and their pods this label, and nobody else does.
        if (!IsNamed("Deployment", pod, top) && JsonParts.TextOf(pod.Meta["labels"]?["pod-template-hash"]) != hash && !LooksLikeHash(hash))
            return;
        AddPart(pod, name, top, null);
    }

    /// <summary>A 32-bit hash, written with ten digits and then with other letters: nobody gives such names by hand.</summary>
    private static bool LooksLikeHash(string text) => text.Length >= 8 && text.Count(char.IsAsciiDigit) >= 2;

    /// <summary>
    /// The ReplicaSets that a Deployment's description names: <c>NewReplicaSet: cart-69f56ddbd6 (2/2 replicas created)</c>. The new one
    /// has the Deployment's template.
    /// </summary>
    private void AddRevisions(TextPiece deployment)
    {
        foreach (string field in (string[])["OldReplicaSets", "NewReplicaSet"])
        {
            foreach (Match match in Part().Matches(JsonParts.TextOf(deployment.Json["text"]?[field])))
            {
                string name = match.Groups["name"].Value;
                if (Has("ReplicaSet", deployment, name))
                    continue;
                TextPiece part = AddPart(deployment, name, deployment.Name, JsonParts.Whole(match.Groups["wanted"].Value));
                if (field == "NewReplicaSet" && deployment.Spec["template"] is JsonObject template)
                    part.Spec["template"] = template.DeepClone();
            }
        }

        deployment.Json.Remove("text");
    }

    private TextPiece AddPart(TextPiece near, string name, string top, int? wanted)
    {
        var part = new TextPiece("ReplicaSet", near.Namespace, name, TextRank.Mention, near.Now);
        part.Unknown.Add("spec");
        part.Meta["namespace"] = near.Namespace;
        part.Meta["ownerReferences"] = JsonParts.List([Descriptions.Owner($"Deployment/{top}")]);
        part.Spec["replicas"] = wanted ?? objects.Values.Count(other => other.Kind == "Pod" && other.Namespace == near.Namespace
            && other.Name.StartsWith(name + "-", StringComparison.Ordinal));
        objects[new ObjectRef("ReplicaSet", near.Namespace ?? "", name)] = part;
        return part;
    }

    // Names and hashes are made of these letters (apimachinery's rand.SafeEncodeString).
    [GeneratedRegex("^(?<name>.+)-[bcdfghjklmnpqrstvwxz2456789]{5}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Random();

    [GeneratedRegex("^(?<name>.+)-(?<hash>[bcdfghjklmnpqrstvwxz2456789]{5,10})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Hash();

    [GeneratedRegex(@"^(?<name>.+)-\d+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^(?<name>.+)-\d{7,9}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Minutes();

    [GeneratedRegex(@"(?<name>[a-z0-9][a-z0-9.-]*) \(\d+/(?<wanted>\d+) replicas created\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
