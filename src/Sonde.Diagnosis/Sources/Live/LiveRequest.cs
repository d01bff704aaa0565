using Sonde.Diagnosis.Reading;
using Sonde.Kubernetes.Lists;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>One list of a <see cref="LivePlan"/>.</summary>
/// <param name="List">What is asked.</param>
/// <param name="Kind">The kind in the model.</param>
/// <param name="Complete">The namespace of which the model then has all objects (<c>*</c>: all); null when it is only a part.</param>
/// <param name="What">What it is about, for blind spots.</param>
internal sealed record LiveRequest(ListRequest List, KindInfo Kind, string? Complete, string What);
