namespace Sonde.Diagnosis.Model.Logs;

/// <summary>The logs of a cluster, as far as its source has them.</summary>
public interface ILogStore
{
    /// <summary>The last lines of a log, without line ends; null when there is no such log here.</summary>
    IReadOnlyList<string>? Read(LogRequest request);
}
