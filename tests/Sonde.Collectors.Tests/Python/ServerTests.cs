using System.Globalization;
using System.Net.Sockets;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Servers that run an application in workers: each request is seen in the worker that has it.</summary>
[Trait("Needs", "python3.11")]
public sealed class ServerTests
{
    [Fact]
    public async Task A_request_in_a_worker_of_gunicorn_is_sampled() => await SampleRequestAsync(
        socket => ["/usr/bin/gunicorn", "--workers", "2", "--timeout", "0", "--bind", $"unix:{socket}",
            "--chdir", Path.GetDirectoryName(Interpreters.PathOfScript("wsgi.py"))!, "wsgi:application"],
        "BaseApplication.run", "SyncWorker.handle_request");

    [Theory]
    [InlineData] // workers are forked from a process that has the application
    [InlineData("--lazy-apps")] // each worker loads its own
    [InlineData("--enable-threads", "--threads", "2")] // requests in threads that the server's C code has started
    public async Task A_request_in_a_worker_of_uWSGI_is_sampled(params string[] options) => await SampleRequestAsync(
        socket => ["/usr/bin/uwsgi-core", "--plugin", "python311", "--master", "--processes", "2", "--disable-logging", "--need-app",
            "--http-socket", socket, "--wsgi-file", Interpreters.PathOfScript("wsgi.py"), .. options]);

    /// <summary>Sends a request that never ends and looks where the worker is.</summary>
    /// <param name="command">Command of a server that listens on a Unix socket.</param>
    /// <param name="callers">Functions of the server that call the application.</param>
    private static async Task SampleRequestAsync(Func<string, string[]> command, params string[] callers)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-server-").FullName;
        try
        {
            string path = Path.Combine(folder, "socket");
            string[] words = command(path);
            using RunningProgram server = RunningProgram.Start(words[0], words[1..]);
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            Eventually.True(() => TryConnect(client, path), $"the server listens; stderr: {string.Join(" | ", server.Errors)}");
            await client.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            // uWSGI makes its stderr the application's stdout.
            string? line = null;
            Eventually.True(
                () => (line = server.Output.Concat(server.Errors).FirstOrDefault(text => text.StartsWith("worker", StringComparison.Ordinal))) is not null,
                "the request is in a worker");
            int worker = int.Parse(line!.Split(' ')[1], CultureInfo.InvariantCulture);
            Assert.NotEqual(server.Id, worker);
            PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 60, worker);

            Assert.True(profile.Total >= 60, profile.ToString());
            Assert.True(
                profile.Share(sample => sample.Frames.Select(frame => frame.Function).TakeLast(2).SequenceEqual(["application", "spin"])) > 0.95,
                profile.ToString());
            foreach (string caller in callers)
                Assert.True(profile.Share(sample => sample.Contains(caller)) > 0.95, profile.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool TryConnect(Socket client, string path)
    {
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false; // it does not listen yet
        }
    }
}
