using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources;

/// <summary>Where a cluster's objects and logs come from.</summary>
public interface IClusterSource
{
    /// <summary>Reads everything into a builder. What cannot be read becomes a blind spot there.</summary>
    /// <exception cref="DiagnosisException">Nothing at all can be read.</exception>
    Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation);
}
