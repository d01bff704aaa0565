using Sonde.Cli.CommandLine;
using Sonde.Cli.Output;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde convert</c> was asked for.</summary>
/// <param name="Inputs">The files; several are merged.</param>
/// <param name="From">Format of the inputs; null to recognise it.</param>
/// <param name="Output">Where the result goes and in which format.</param>
/// <param name="View">Which part of it.</param>
/// <param name="Annotate">Mark kernel, just-in-time compiled and inlined frames in names.</param>
/// <param name="Threads">Put the thread before each stack.</param>
internal sealed record ConvertOptions(
    IReadOnlyList<string> Inputs, string? From, OutputChoice Output, ProfileView View, bool Annotate, bool Threads);
