using System.Globalization;

namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>Puts frames and labels into a profile.</summary>
internal sealed class PerfScriptLocations(ProfileBuilder builder)
{
    private const ulong KernelHalf = 1UL << 63;

    /// <summary>Adds a frame.</summary>
    public PerfScriptLocation Add(in PerfScriptFrame frame)
    {
        if (frame.IsNothing)
            return new PerfScriptLocation(default, default, 0, default, HasName: false, IsInlined: false, IsNothing: true);
        MappingId mapping = AddMapping(frame);
        if (frame.Function.IsEmpty)
        {
            return new PerfScriptLocation(
                builder.AddLocation(mapping, frame.Address, []), mapping, frame.Address, default, HasName: false, IsInlined: false,
                IsNothing: false);
        }

        var line = new Line(builder.AddFunction(new Function(builder.Intern(frame.Function), default, default, 0)), 0);
        return new PerfScriptLocation(
            builder.AddLocation(mapping, frame.Address, [line]), mapping, frame.Address, line, HasName: true, frame.IsInlined,
            IsNothing: false);
    }

    /// <summary>The same frame with its source line.</summary>
    public PerfScriptLocation WithSource(in PerfScriptLocation frame, ReadOnlySpan<char> file, int number)
    {
        Function function = builder.FunctionTable.Items[frame.Line.Function.Index] with { FileName = builder.Intern(file) };
        var line = new Line(builder.AddFunction(function), number);
        return frame with { Line = line, Location = builder.AddLocation(frame.Mapping, frame.Address, [line]) };
    }

    /// <summary>Adds the labels of a sample.</summary>
    public LabelSetId AddLabels(in PerfScriptHeader header)
    {
        var thread = new Label(builder.Intern(LabelNames.Thread), builder.Intern(header.Thread));
        var threadId = new Label(builder.Intern(LabelNames.ThreadId), StringId.Empty, header.ThreadId);
        return header.ProcessId == 0
            ? builder.AddLabels(thread, threadId)
            : builder.AddLabels(thread, threadId, new Label(builder.Intern(LabelNames.ProcessId), StringId.Empty, header.ProcessId));
    }

    // perf names the kernel by its symbols or its file, a module in brackets, and generated code by the map that names it.
    private MappingId AddMapping(in PerfScriptFrame frame)
    {
        ReadOnlySpan<char> module = frame.Module;
        if (module.StartsWith("[kernel", StringComparison.Ordinal) || module.StartsWith("[guest.kernel", StringComparison.Ordinal)
            || (module.IsEmpty && frame.Address >= KernelHalf) || module.EndsWith("/vmlinux", StringComparison.Ordinal))
            return Mapping(WellKnownMappings.Kernel, KernelHalf);
        if (module.IsEmpty)
            return MappingId.None;
        if (module.StartsWith("/tmp/perf-", StringComparison.Ordinal) && module.EndsWith(".map", StringComparison.Ordinal)
            && int.TryParse(module[10..^4], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return Mapping(WellKnownMappings.Jit, 0);
        return Mapping(module, frame.Address >= KernelHalf ? KernelHalf : 0);
    }

    private MappingId Mapping(ReadOnlySpan<char> name, ulong start) => builder.AddMapping(new Mapping(
        start, start == 0 ? 0 : ulong.MaxValue, start, builder.Intern(name), StringId.Empty, MappingFlags.HasFunctions));
}
