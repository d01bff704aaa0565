using Sonde.Cli.Input;
using Sonde.Cli.Output;
using Sonde.Diagnosis;
using Sonde.Kubernetes;
using Sonde.Linux;
using Sonde.Places;
using Sonde.Profiles;

namespace Sonde.Cli;

/// <summary>
/// Tells expected failures from bugs, and what to say of them. Everything that is not listed here is a bug and keeps its
/// stack trace.
/// </summary>
internal static class ErrorLines
{
    /// <summary>EPIPE of <c>asm-generic/errno-base.h</c>; .NET puts the errno into HResult.</summary>
    private const int BrokenPipe = 32;

    /// <summary>One line for the user (empty when nothing need be said) and the exit code; null for a bug.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="interrupt">The program's own interrupt: other cancellations are bugs.</param>
    public static (string Line, ExitCode Code)? Explain(Exception exception, CancellationToken interrupt) => exception switch
    {
        UsageException => (exception.Message, ExitCode.Usage),
        TargetException or ProfileFormatException or KubernetesException or DiagnosisException or PlaceException or InputException or OutputException
            => (exception.Message, ExitCode.Failed),
        OperationCanceledException when interrupt.IsCancellationRequested => ("interrupted", ExitCode.Interrupted),
        // Whoever read our output has seen enough (`sonde … | head`).
        IOException { HResult: BrokenPipe } => ("", ExitCode.Done),
        IOException or UnauthorizedAccessException => (OutputException.Reason(exception), ExitCode.Failed),
        AggregateException { InnerExceptions: [{ } only] } => Explain(only, interrupt),
        _ => null,
    };
}
