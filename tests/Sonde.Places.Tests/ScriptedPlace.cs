using System.Text;

namespace Sonde.Places.Tests;

/// <summary>A place where every command prints the same.</summary>
internal sealed class ScriptedPlace(string prints) : IPlace
{
    public string Name => "scripted";

    public async Task<int> RunAsync(IReadOnlyList<string> command, Stream output, Action<string> talk, CancellationToken interrupt)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(prints), interrupt);
        return 0;
    }
}
