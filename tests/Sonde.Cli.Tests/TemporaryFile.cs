namespace Sonde.Cli.Tests;

/// <summary>A file with some text, which is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string text) => File.WriteAllText(Path, text);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(Path);
}
