using System.Globalization;
using System.IO.Pipes;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Linux.Procfs;
using Sonde.Places.Agent;

namespace Sonde.Places.Tests;

/// <summary>What runs in the pod: it ends when nobody needs it.</summary>
public sealed class AgentTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_agent_ends_when_no_command_has_run_in_its_container_for_a_while()
    {
        Process(Environment.ProcessId, 1);
        Process(1, 2);

        await new IdleAgent(new ProcFileSystem(_folder.Path), TimeSpan.FromMilliseconds(50)).RunAsync(Cancel);
    }

    [Fact]
    public async Task An_agent_stays_while_a_command_runs_in_its_container()
    {
        Process(Environment.ProcessId, 1);
        Process(1, 2);
        Process(77, 1);
        Task run = new IdleAgent(new ProcFileSystem(_folder.Path), TimeSpan.FromMilliseconds(50)).RunAsync(Cancel);

        Assert.NotSame(run, await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(300), Cancel)));
        Directory.Delete(Path.Combine(_folder.Path, "77"), recursive: true);
        await run;
    }

    [Fact]
    public async Task A_byte_from_the_client_asks_the_command_to_end_and_the_end_of_stdin_ends_the_process()
    {
        using var client = new AnonymousPipeServerStream(PipeDirection.Out);
        using var stdin = new AnonymousPipeClientStream(PipeDirection.In, client.ClientSafePipeHandle);
        var left = new TaskCompletionSource();
        using var leash = new ClientLeash(stdin, TimeSpan.FromMilliseconds(1), left.SetResult, Cancel);
        var asked = new TaskCompletionSource();
        leash.Token.Register(asked.SetResult);

        client.Write([ClientLeash.Interrupt]);
        await asked.Task.WaitAsync(Cancel);
        Assert.False(left.Task.IsCompleted);
        client.Dispose();
        await left.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_second_byte_ends_the_process_at_once()
    {
        using var client = new AnonymousPipeServerStream(PipeDirection.Out);
        using var stdin = new AnonymousPipeClientStream(PipeDirection.In, client.ClientSafePipeHandle);
        var left = new TaskCompletionSource();
        using var leash = new ClientLeash(stdin, TimeSpan.FromHours(1), left.SetResult, Cancel);

        client.Write([ClientLeash.Interrupt, (byte)'x', ClientLeash.Interrupt]);

        await left.Task.WaitAsync(Cancel);
        Assert.True(leash.Token.IsCancellationRequested);
    }

    public void Dispose() => _folder.Dispose();

    private void Process(int id, int mountNamespace)
    {
        string folder = Path.Combine(_folder.Path, id.ToString(CultureInfo.InvariantCulture), "ns");
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "mnt"), $"mnt:[{mountNamespace}]");
    }
}
