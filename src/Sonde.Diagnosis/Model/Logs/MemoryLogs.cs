namespace Sonde.Diagnosis.Model.Logs;

/// <summary>Logs that were fetched before.</summary>
public sealed class MemoryLogs : ILogStore
{
    private readonly Dictionary<LogRequest, IReadOnlyList<string>> _logs = [];

    /// <summary>Keeps a log.</summary>
    public void Add(LogRequest request, IReadOnlyList<string> lines) => _logs[request] = lines;

    /// <inheritdoc/>
    public IReadOnlyList<string>? Read(LogRequest request) => _logs.GetValueOrDefault(request);
}
