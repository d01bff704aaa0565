using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>A request and the pods it has to do with.</summary>
/// <param name="Request">The request.</param>
/// <param name="Logger">In whose log it stands.</param>
/// <param name="Server">Who served it; null when that is not known, or nobody did.</param>
internal sealed record ServedRequest(LoggedRequest Request, Pod Logger, Pod? Server);
