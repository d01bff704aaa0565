using System.IO.Pipelines;
using Sonde.Linux.Processes;
using Sonde.Places.Framing;
using Sonde.Places.Programs;

namespace Sonde.Places.Tests;

/// <summary>Programs that are driven by frames.</summary>
public sealed class FramedProgramTests
{
    [Fact]
    public void A_program_gets_its_stdin_to_the_end()
    {
        ProcessExit exit = Run("read line && [ \"$line\" = hello ] && ! read line", [FrameWriter.One(FrameKind.Data, "hello\n"u8), FrameWriter.One(FrameKind.EndOfInput, [])]);

        Assert.Equal(new ProcessExit(0, 0), exit);
    }

    [Fact]
    public void A_signal_reaches_it()
    {
        ProcessExit exit = Run("exec sleep 600", [FrameWriter.One(FrameKind.Signal, [15])]);

        Assert.Equal(15, exit.Signal);
    }

    [Fact]
    public void A_program_whose_client_is_gone_is_hung_up()
    {
        ProcessExit exit = Run("exec sleep 600", [], isGone: true);

        Assert.Equal(1, exit.Signal);
    }

    /// <summary>Runs a script; the stream of frames stays open until it has ended, unless the client is gone.</summary>
    private static ProcessExit Run(string script, IReadOnlyList<byte[]> frames, bool isGone = false)
    {
        var pipe = new Pipe();
        foreach (byte[] frame in frames)
            pipe.Writer.AsStream(leaveOpen: true).Write(frame);
        if (isGone)
            pipe.Writer.Complete();
        // The thread that listens goes on until it sees the end, and closes nothing.
        Stream input = pipe.Reader.AsStream();
        ProcessExit exit = FramedProgram.Run(input, stdin => SpawnedProcess.Start(["sh", "-c", $"exec 1>&2; {script}"], new SpawnOptions { Input = stdin }));
        pipe.Writer.Complete();
        return exit;
    }
}
