namespace Sonde.Diagnosis.Model.Logs;

/// <summary>Several places of logs as one.</summary>
internal sealed class JoinedLogs(IReadOnlyList<ILogStore> stores) : ILogStore
{
    public IReadOnlyList<string>? Read(LogRequest request)
    {
        foreach (ILogStore store in stores)
        {
            if (store.Read(request) is { } lines)
                return lines;
        }

        return null;
    }
}
