using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads what all objects have.</summary>
internal static class MetadataReader
{
    // kubectl apply keeps the whole object in this one; nothing reads it.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const int LongestAnnotation = 1024;

    public static Metadata Read(Field root, string kind)
    {
        Field meta = root["metadata"];
        string space = meta["namespace"].Text;
        return new Metadata(new ObjectRef(kind, space, meta["name"].Text, ApiGroup.Foreign(root["apiVersion"].Text)))
        {
            Uid = meta["uid"].Text,
            Labels = meta["labels"].Map,
            Annotations = Annotations(meta["annotations"]),
            Owners = meta["ownerReferences"].Items(owner => new OwnerReference(
                new ObjectRef(owner["kind"].Text, space, owner["name"].Text, ApiGroup.Foreign(owner["apiVersion"].Text)),
                owner["uid"].Text,
                owner["controller"].Flag)),
            Finalizers = meta["finalizers"].Texts,
            Created = meta["creationTimestamp"].Time,
            Deleted = meta["deletionTimestamp"].Time,
            Generation = meta["generation"].LongOrNull ?? 0,
        };
    }

    public static Condition[] Conditions(Field status) => status["conditions"].Items(condition => new Condition(
        condition["type"].Text,
        condition["status"].Text,
        condition["reason"].Text,
        condition["message"].Text,
        condition["lastTransitionTime"].Time,
        condition["lastHeartbeatTime"].Time));

    private static IReadOnlyDictionary<string, string> Annotations(Field field)
    {
        if (!field.Exists)
            return EmptyMap<string>.Value;
        Dictionary<string, string>? kept = null;
        foreach ((string name, Field value) in field.Properties)
        {
            if (name != LastApplied && value.TextOrNull is { Length: <= LongestAnnotation } text)
                (kept ??= [])[name] = text;
        }

        return kept ?? EmptyMap<string>.Value;
    }
}
