using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Native.Events;

/// <summary>Places in the kernel's code: <c>GROUP:NAME</c>.</summary>
internal sealed class TracepointForm : IEventForm
{
    private const int MaxNear = 3;

    /// <inheritdoc/>
    public string Form => "GROUP:NAME";

    /// <inheritdoc/>
    public string Meaning => "a tracepoint, for example syscalls:sys_enter_openat or block:block_rq_issue: each time it is passed";

    /// <inheritdoc/>
    public bool HasTooMany => true;

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => request.Tracepoints.Groups()
        .SelectMany(group => request.Tracepoints.EventsOf(group).Select(name => $"{group}:{name}"));

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request)
    {
        int colon = request.Name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        TraceEvents tracepoints = request.Tracepoints;
        if (tracepoints.TryFind(request.Name[..colon], request.Name[(colon + 1)..]) is { } spec)
            return new CounterEvent(spec, standardRate: 0);
        if (tracepoints.Problem is { } problem)
            throw new TargetException(TargetError.Unsupported, $"the tracepoint {request.Name} cannot be looked up: {problem}");
        IReadOnlyList<string> near = NearestNames.Find(request.Name, Names(request), MaxNear);
        throw new TargetException(
            TargetError.NotFound,
            $"this kernel has no tracepoint {request.Name}{(near.Count > 0 ? $": did you mean {string.Join(" or ", near)}?" : "")}");
    }
}
