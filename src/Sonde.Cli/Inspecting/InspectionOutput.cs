using System.Text.Json;
using Sonde.Cli.Commands;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Inspection;

namespace Sonde.Cli.Inspecting;

/// <summary>Writes a screen of <c>sonde inspect</c> as text or JSON to where the user wants it.</summary>
internal sealed class InspectionOutput(Streams streams, InspectOptions options)
{
    /// <summary>Writes.</summary>
    public void Write(InspectionReport report) => TextOutput.Write(streams, options.Output, output =>
    {
        if (options.Output.Format == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(InspectionDocument.From(options.Target.Text, report), SondeJson.Indented.InspectionDocument));
            return;
        }

        bool isShown = options.Output.Path is null;
        foreach (string line in new InspectionText(streams.Width, isShown && streams.OutUsesColour, isShown && streams.OutIsTerminal).Draw(report))
            output.WriteLine(line);
    });
}
