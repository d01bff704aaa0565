using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Processes;
using Sonde.Places.Framing;

namespace Sonde.Places.Programs;

/// <summary>
/// Runs a program for a client far away, whose frames come by our stdin: bytes for the program's stdin, its end, and signals. When they end
/// without a word, the client is gone, and the program is ended.
/// </summary>
public static class FramedProgram
{
    // asm-generic/signal.h
    private const int HangUp = 1, Kill = 9;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">Where the frames come from.</param>
    /// <param name="start">Starts the program with a stdin.</param>
    public static ProcessExit Run(Stream input, Func<SafeFileHandle, SpawnedProcess> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        SpawnedProcess program;
        using (var end = new SafeFileHandle(pipe.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false))
            program = start(end);
        pipe.DisposeLocalCopyOfClientHandle();
        // Reading a pipe cannot be cancelled: the thread ends with the process.
        new Thread(() => Listen(input, pipe, program)) { IsBackground = true, Name = "client" }.Start();
        return program.WaitForExit();
    }

    private static void Listen(Stream input, AnonymousPipeServerStream pipe, SpawnedProcess program)
    {
        bool isOpen = true;
        try
        {
            var reader = new FrameReader(input);
            while (reader.TryRead())
            {
                if (reader.Kind == FrameKind.Signal && reader.Content is [var number])
                    program.Signal(number);
                else if (reader.Kind == FrameKind.EndOfInput)
                    Close();
                else if (reader.Kind == FrameKind.Data && isOpen)
                    Pass(reader.Content);
            }
        }
        catch (Exception e) when (e is IOException or PlaceException)
        {
            // As good as its end.
        }

        program.Signal(HangUp);
        using var patience = new ManualResetEventSlim();
        patience.Wait(Grace);
        program.Signal(Kill);

        void Close()
        {
            isOpen = false;
            pipe.Dispose();
        }

        void Pass(ReadOnlySpan<byte> bytes)
        {
            try
            {
                pipe.Write(bytes);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The program reads no further, or has ended; that is its own business.
                Close();
            }
        }
    }
}
