using System.Net;
using System.Net.Sockets;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Symbols;

/// <summary>A small HTTP server on this machine stands in for debuginfod; programs and debug files are real.</summary>
public sealed class DebugServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;
    private readonly HttpListener _listener;
    private readonly List<string> _requests = [];
    private readonly Uri _address;
    private Func<HttpListenerContext, CancellationToken, Task> _answer = (_, _) => Task.CompletedTask;
    private readonly CancellationTokenSource _end = new();
    private readonly string _program;
    private readonly string _debug;

    public DebugServerTests()
    {
        string full = CompiledProgram.Compile("gcc", "Native/inlined.c", "-g", "-O2");
        _program = Path.Combine(_folder, "inlined");
        _debug = Path.Combine(_folder, "inlined.debug");
        Tool.Run("objcopy", "--only-keep-debug", full, _debug);
        Tool.Run("objcopy", "--strip-all", full, _program);
        (_listener, _address) = Listen();
        _ = Task.Run(ServeAsync);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Close();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_debug_file_is_fetched_once_and_kept()
    {
        _answer = SendDebugFileAsync;
        using ElfFile file = ElfFile.Open(_program);
        using (DebugServer server = Create())
        {
            using var symbols = new ModuleSymbols(
                file, "/app/inlined", new DebugFiles([], new SymbolPlaces { Server = server }), new Demangler());
            using ElfFile debug = ElfFile.Open(_debug);
            Assert.True(debug.TryFindSymbol("work", out ElfSymbol work));
            var frames = new List<ResolvedFrame>();
            Assert.True(symbols.TryFind(work.Address, frames));
            Assert.Equal("work", frames[^1].Function);
            Assert.EndsWith("inlined.c", frames[^1].File, StringComparison.Ordinal);
            Assert.Equal(1, server.Downloads);
            Assert.Empty(server.Problems);
        }

        Assert.Equal([$"/buildid/{file.BuildId}/debuginfo"], _requests);
        Assert.Equal(["debuginfo"], Directory.GetFiles(Path.Combine(_folder, "cache", file.BuildId)).Select(Path.GetFileName));

        // Another run needs no server at all.
        using DebugServer later = Create();
        using ElfFile? kept = later.TryGetDebugFile(file.BuildId);
        Assert.NotNull(kept);
        Assert.Single(_requests);
    }

    [Fact]
    public void What_a_server_does_not_have_is_asked_for_once_and_is_no_problem()
    {
        _answer = (context, _) =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        using DebugServer server = Create();
        Assert.Null(server.TryGetDebugFile("ab01"));
        Assert.Null(server.TryGetDebugFile("ab01"));
        Assert.Single(_requests);
        Assert.Empty(server.Problems);
        Assert.Null(server.TryGetDebugFile("../../etc"));
        Assert.Single(_requests);
    }

    [Fact]
    public void A_file_of_another_build_is_not_kept()
    {
        _answer = SendDebugFileAsync;
        using DebugServer server = Create();
        Assert.Null(server.TryGetDebugFile("ab01"));
        Assert.Contains("no ELF file with that build ID", Assert.Single(server.Problems), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "cache", "ab01")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_too_large_is_not_kept(bool tellsLength)
    {
        _answer = async (context, stop) =>
        {
            if (tellsLength)
                context.Response.ContentLength64 = 3000;
            else
                context.Response.SendChunked = true;
            await context.Response.OutputStream.WriteAsync(new byte[3000], stop);
        };
        using DebugServer server = Create(new DebugServerOptions { MaxFileBytes = 2000 });
        Assert.Null(server.TryGetDebugFile("ab01"));
        Assert.Contains("MiB allowed", Assert.Single(server.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_keeps_us_waiting_is_left_when_the_time_is_over()
    {
        _answer = (_, stop) => Task.Delay(Timeout.Infinite, stop);
        using DebugServer server = Create(new DebugServerOptions { TotalTime = TimeSpan.FromMilliseconds(200) });
        Assert.Null(server.TryGetDebugFile("ab01"));
        Assert.Null(server.TryGetDebugFile("ab02"));
        Assert.Contains("took longer than 0.2 s", Assert.Single(server.Problems), StringComparison.Ordinal);
        Assert.Single(_requests);
    }

    [Fact]
    public async Task An_interrupt_ends_a_download_at_once()
    {
        var isAsked = new TaskCompletionSource();
        _answer = async (context, stop) =>
        {
            context.Response.SendChunked = true;
            await context.Response.OutputStream.WriteAsync(new byte[3000], stop);
            await context.Response.OutputStream.FlushAsync(stop);
            isAsked.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
        };
        using var interrupt = new CancellationTokenSource();
        using DebugServer server = Create(null, interrupt);
        Task<ElfFile?> fetch = Task.Run(() => server.TryGetDebugFile("ab01"), TestContext.Current.CancellationToken);
        await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();
        Assert.Null(await fetch.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Null(server.TryGetDebugFile("ab02"));
        Assert.Single(_requests);
    }

    [Fact]
    public void A_server_that_is_not_there_is_told_once()
    {
        _listener.Stop();
        using DebugServer server = Create();
        Assert.Null(server.TryGetDebugFile("ab01"));
        Assert.Null(server.TryGetDebugFile("ab02"));
        Assert.Single(server.Problems);
    }

    [Theory]
    [InlineData("https://debuginfod.debian.net http://x:8002/base/", null)]
    [InlineData("", null)]
    [InlineData("https://a ftp://b", "ftp://b")]
    [InlineData("debian", "debian")]
    public void Addresses_are_checked(string text, string? wrong)
    {
        Assert.Equal(wrong is null, DebugServer.TryParse(text, out _, out string? found));
        Assert.Equal(wrong, found);
    }

    private DebugServer Create(DebugServerOptions? options = null) => Create(options, interrupt: null);

    private DebugServer Create(DebugServerOptions? options, CancellationTokenSource? interrupt) => new(
        [_address], (options ?? new DebugServerOptions()) with { CacheFolder = Path.Combine(_folder, "cache") },
        interrupt?.Token ?? TestContext.Current.CancellationToken);

    /// <summary>HttpListener cannot choose a port: another program may take the free one meanwhile.</summary>
    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            int port;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            var address = new Uri($"http://127.0.0.1:{port}/");
            var listener = new HttpListener { Prefixes = { address.ToString() } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                listener.Close();
            }
        }
    }

    private Task SendDebugFileAsync(HttpListenerContext context, CancellationToken stop) =>
        context.Response.OutputStream.WriteAsync(File.ReadAllBytes(_debug), stop).AsTask();

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return; // closed at the test's end
            }

            _requests.Add(context.Request.Url!.AbsolutePath);
            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await _answer(context, _end.Token);
            context.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has left, as the test wants it to.
        }
    }
}
