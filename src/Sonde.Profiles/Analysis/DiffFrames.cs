using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// Finds the same function in two profiles: by its name, the kind of code, and the last part of the file of interpreted code.
/// Lines, addresses, folders and the names of modules change from build to build. Code without a name is one function for each
/// module.
/// </summary>
internal sealed class DiffFrames
{
    private readonly List<Frame> _frames = [];
    private readonly Dictionary<(string Name, string File, FrameKind Kind), int> _indexes = [];

    /// <summary>The functions of all profiles that were mapped.</summary>
    public IReadOnlyList<Frame> Frames => _frames;

    /// <summary>Maps the functions of a profile.</summary>
    public int[] Map(FrameTable table)
    {
        var map = new int[table.Functions.Count];
        for (int i = 0; i < map.Length; i++)
            map[i] = Add(table.Functions[i]);
        return map;
    }

    /// <summary>The index of a frame that stands for samples without a stack.</summary>
    public int AddUnknown() => Add(new Frame(Frame.UnknownName, "", 0, "", FrameKind.Unknown, IsInterpreted: false));

    private int Add(Frame frame)
    {
        if (frame.IsUnnamed)
            frame = frame with { Name = $"[{frame.ShortModule}]" };
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _indexes, (frame.Name, frame.IsInterpreted ? frame.ShortFileName : "", frame.Kind), out bool exists);
        if (!exists)
        {
            index = _frames.Count;
            _frames.Add(frame);
        }

        return index;
    }
}
