using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// Names for what a rule can read, so that a change finds its readers. A key is an <see cref="ObjectRef"/>: of an object itself without its
/// group, of all objects of a kind with <c>*</c>, or of an answer that is worked out of several objects, whose kind begins with <c>@</c>.
/// </summary>
internal static class ReadKeys
{
    /// <summary>The moment itself: whoever read it is evaluated again when time goes on.</summary>
    public static readonly ObjectRef Now = new("@now", "", "");

    /// <summary>Pods that were evicted.</summary>
    public static readonly ObjectRef Evictions = new("@evictions", "", "");

    /// <summary>Where pods that wait could go.</summary>
    public static readonly ObjectRef Placements = new("@placements", "", "");

    /// <summary>Objects that somebody deleted and that are still there.</summary>
    public static readonly ObjectRef Deleted = new("@deleted", "", "");

    /// <summary>All workloads.</summary>
    public static readonly ObjectRef AnyWorkload = new("@workload", "*", "*");

    /// <summary>One object.</summary>
    public static ObjectRef Object(ObjectRef one) => new(one.Kind, one.Namespace, one.Name);

    /// <summary>All objects of a kind in a namespace.</summary>
    public static ObjectRef KindIn(string kind, string space) => new(kind, space, "*");

    /// <summary>All objects of a kind, or of a type of the model.</summary>
    public static ObjectRef All(string kind) => new(kind, "*", "*");

    /// <summary>Events about an object.</summary>
    public static ObjectRef EventsAbout(ObjectRef about) => new("@events", about.Namespace, about.Name);

    /// <summary>Events of a reason.</summary>
    public static ObjectRef EventsNamed(string reason) => new("@reason", "", reason);

    /// <summary>Logs of a pod.</summary>
    public static ObjectRef Log(ObjectRef pod) => new("@log", pod.Namespace, pod.Name);

    /// <summary>A workload with its pods and controllers.</summary>
    public static ObjectRef Workload(ObjectRef workload) => new("@workload", workload.Namespace, workload.Name, workload.Kind);

    /// <summary>All workloads of a namespace.</summary>
    public static ObjectRef WorkloadsIn(string space) => new("@workload", space, "*");

    /// <summary>Pods on a node.</summary>
    public static ObjectRef PodsOn(string node) => new("@on", "", node);

    /// <summary>Pods that a Service selects.</summary>
    public static ObjectRef PodsOf(ObjectRef service) => new("@pods", service.Namespace, service.Name);

    /// <summary>Slices of a Service.</summary>
    public static ObjectRef SlicesOf(ObjectRef service) => new("@slices", service.Namespace, service.Name);

    /// <summary>Ingresses that lead to a Service.</summary>
    public static ObjectRef IngressesTo(ObjectRef service) => new("@ingresses", service.Namespace, service.Name);

    /// <summary>Workloads that name a Service.</summary>
    public static ObjectRef CallersOf(ObjectRef service) => new("@callers", service.Namespace, service.Name);

    /// <summary>Pods that mount a claim.</summary>
    public static ObjectRef UsersOf(ObjectRef claim) => new("@users", claim.Namespace, claim.Name);
}
