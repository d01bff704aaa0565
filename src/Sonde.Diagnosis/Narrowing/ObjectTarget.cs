using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>An object that the user names: <c>deploy/cart</c>, <c>node/node-7</c>.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
public sealed record ObjectTarget(string Kind, string Name)
{
    /// <summary>Reads <c>KIND/NAME</c>.</summary>
    /// <exception cref="DiagnosisException">It does not follow that form, or the kind is unknown.</exception>
    public static ObjectTarget Parse(string word)
    {
        int slash = word.IndexOf('/');
        if (slash <= 0 || slash == word.Length - 1)
            throw new DiagnosisException($"'{word}' names no object: write KIND/NAME, for example deploy/cart or node/node-7");
        return KindNames.Find(word[..slash]) is { } kind
            ? new ObjectTarget(kind, word[(slash + 1)..])
            : throw new DiagnosisException($"'{word[..slash]}' is no kind that is known: write for example pod, deploy, sts, ds, job, svc, ingress, node, pvc");
    }

    /// <summary>The object of that name in a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="space">The namespace; null: any, if only one has such an object.</param>
    /// <exception cref="DiagnosisException">There is none, or several namespaces have one.</exception>
    public ObjectRef Find(Cluster cluster, string? space)
    {
        ObjectRef[] found = [.. cluster.Names.Where(one => one.Kind == Kind && one.Name == Name && (space is null || one.Namespace.Length == 0 || one.Namespace == space)).Order(ObjectRef.Order)];
        return found switch
        {
            [var only] => only,
            [] => throw new DiagnosisException($"there is no {Kind} {Name}{(space is null ? "" : $" in namespace {space}")}: check the name, or leave it out to see everything"),
            _ => throw new DiagnosisException($"{Kind} {Name} exists in namespaces {string.Join(", ", found.Select(one => one.Namespace))}: choose one with -n"),
        };
    }
}
