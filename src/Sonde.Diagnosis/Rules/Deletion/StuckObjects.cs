using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Extension;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Rules;

/// <summary>Objects that were deleted and are still there.</summary>
internal static class StuckObjects
{
    /// <summary>Those of a namespace that finalizers hold, by name.</summary>
    public static IEnumerable<KubeObject> In(string space, RuleContext context) => context.Deleted().Where(one =>
        one.Ref.Namespace == space && one.Meta is { Deleted: not null, Finalizers.Count: > 0 });

    /// <summary>A kind as kubectl takes it: <c>pods</c>, <c>databases.db.example.com</c>.</summary>
    public static string Resource(ObjectRef name, RuleContext context) =>
        name.Group.Length == 0 && KindTable.Find(name.Kind) is { } known ? known.Plural
        : context.All<ResourceDefinition>().FirstOrDefault(one => one.Kind == name.Kind && one.Group == name.Group)?.Ref.Name ?? name.Kind.ToLowerInvariant();
}
