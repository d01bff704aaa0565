using Sonde.Linux;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Places.Agent;

/// <summary>
/// What an agent's container runs: nothing. It only keeps the container there for the commands that come by exec, is silent, and ends
/// when none has run for a while. A command belongs to it when it is in the same mount namespace: a container has its own.
/// </summary>
/// <param name="proc">Where processes are read.</param>
/// <param name="patience">How long it waits for the next command.</param>
public sealed class IdleAgent(ProcFileSystem proc, TimeSpan patience)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly NamespaceReader _namespaces = new(proc);

    /// <summary>Waits until it is no longer needed.</summary>
    /// <param name="cancel">Ends it, as a signal does.</param>
    public async Task RunAsync(CancellationToken cancel)
    {
        var self = new ProcessId(Environment.ProcessId);
        long lastUse = Environment.TickCount64;
        using var timer = new PeriodicTimer(patience < Look ? patience : Look);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
            {
                if (IsUsed(self))
                    lastUse = Environment.TickCount64;
                else if (Environment.TickCount64 - lastUse >= patience.TotalMilliseconds)
                    return;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Whoever ends the container means it.
        }
    }

    private bool IsUsed(ProcessId self) => proc.EnumerateProcesses()
        .Any(process => process != self && IsInHere(process, self));

    private bool IsInHere(ProcessId process, ProcessId self)
    {
        try
        {
            return _namespaces.AreSame(process, self, NamespaceKind.Mount);
        }
        catch (TargetException)
        {
            // A command of ours has our user. Who may not be read is the target or its neighbour, or a command that the runtime is
            // just setting up: the next look sees that one.
            return false;
        }
    }
}
