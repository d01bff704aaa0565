using Sonde.Cli.Terminal;
using Sonde.Places;

namespace Sonde.Cli.Programs;

/// <summary>Where the output of a program far away goes: as it is, but on a terminal without control sequences. It is data, not a dialogue.</summary>
internal static class ProgramOutput
{
    /// <summary>Takes its stdout.</summary>
    public static Stream Data(Streams streams) => streams.OutIsTerminal ? new PrintableStream(streams.Data) : streams.Data;

    /// <summary>Takes its stderr.</summary>
    public static Stream Error(Streams streams)
    {
        Stream error = Console.OpenStandardError();
        return streams.ErrorIsTerminal ? new PrintableStream(error) : error;
    }
}
