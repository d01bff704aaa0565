using Sonde.Diagnosis;

namespace Sonde.Cli.Diagnoses;

/// <summary>Files of earlier diagnoses.</summary>
internal static class BaselineFile
{
    /// <summary>The content of one.</summary>
    /// <exception cref="DiagnosisException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken interrupt)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, interrupt);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosisException($"cannot read baseline {file}: {exception.Message.TrimEnd('.')}", exception);
        }
    }
}
