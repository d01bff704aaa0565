using Sonde.Linux.Memory;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Reads what each task of <c>asyncio</c> waits for: its coroutine, what that awaits, and so on to a future.</summary>
internal sealed class TaskDumper(ObjectReader objects, TaskReader tasks, CodeCache codes, LocalsReader locals)
{
    private const int MaxAwaits = 1000;

    private readonly PythonOffsets _offsets = objects.Offsets;

    private enum Progress
    {
        NotBegun,
        Suspended,
        Running,
        Ended,
    }

    /// <summary>The tasks that have not ended, those that run first, then by name.</summary>
    /// <param name="states">The threads of the process.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public IReadOnlyList<TaskDump> Dump(IReadOnlyList<UserAddress> states)
    {
        if (!_offsets.HasDataStack)
            return [];
        List<TaskDump> dumps = [];
        foreach (UserAddress task in tasks.All(states))
        {
            if (Dump(task) is { } dump)
                dumps.Add(dump);
        }

        return [.. dumps.OrderBy(dump => dump.State != "running").ThenBy(dump => dump.Name.Length).ThenBy(dump => dump.Name, StringComparer.Ordinal)];
    }

    private TaskDump? Dump(UserAddress task)
    {
        UserAddress coroutine = tasks.CoroutineOf(task);
        Progress progress = ProgressOf(coroutine);
        if (progress == Progress.Ended)
            return null;
        List<DumpFrame> frames = [];
        UserAddress awaited = coroutine;
        while (frames.Count < MaxAwaits && FrameOf(awaited) is { } frame)
        {
            frames.Insert(0, frame);
            // What runs, or has not begun, has nothing on its stack that it awaits.
            awaited = ProgressOf(awaited) == Progress.Suspended ? AwaitedBy(awaited) : UserAddress.Null;
        }

        UserAddress waiter = tasks.WaiterOf(task);
        string state = progress == Progress.Running ? "running" : waiter.IsNull ? "ready" : "waiting";
        return new TaskDump(tasks.NameOf(task), state, Describe(waiter), frames);
    }

    private string? Describe(UserAddress waiter)
    {
        string? type = objects.TypeNameOf(waiter);
        if (type is null or "NoneType")
            return null;
        if (tasks.IsTask(waiter))
            return $"task {tasks.NameOf(waiter)}";
        if (type != "_GatheringFuture")
            return null; // a plain future: its frames tell more
        UserAddress children = objects.Attributes.Find(waiter, "_children");
        return objects.TypeNameOf(children) == "list" && objects.TryRead(children + (ulong)_offsets.ObjectSize, out long count)
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} gathered {(count == 1 ? "future" : "futures")}")
            : "gathered futures";
    }

    private static bool IsGenerator(string? type) => type is "coroutine" or "generator" or "async_generator";

    private Progress ProgressOf(UserAddress generator)
    {
        if (!IsGenerator(objects.TypeNameOf(generator))
            || !objects.TryRead(generator + (ulong)_offsets.GeneratorState, out sbyte state))
            return Progress.Ended;
        // PyFrameState (Include/internal/pycore_frame.h).
        return (_offsets.Minor, state) switch
        {
            ( >= 15, 0) or (13 or 14, -3) or ( <= 12, -2) => Progress.NotBegun,
            ( >= 15, < 4) or ( < 15, < 0) => Progress.Suspended,
            ( >= 15, 4) or ( < 15, 0) => Progress.Running,
            _ => Progress.Ended,
        };
    }

    private DumpFrame? FrameOf(UserAddress generator)
    {
        if (ProgressOf(generator) == Progress.Ended)
            return null;
        UserAddress frame = generator + (ulong)_offsets.GeneratorFrame;
        UserAddress address = StackReference.Untag(objects.Pointer(frame + (ulong)_offsets.FrameCode).Value, _offsets, out _);
        if (codes.Read(address) is not { } code)
            return null;
        _ = code.TryGetUnit(objects.Pointer(frame + (ulong)_offsets.FrameInstruction), out int unit);
        return new DumpFrame(code.QualifiedName.Value, code.FileName.Value, code.PlaceOf(unit).Line, WellKnownMappings.Python)
        {
            Locals = locals.Read(frame, address),
        };
    }

    /// <summary>What a suspended coroutine awaits: the top of its value stack.</summary>
    private UserAddress AwaitedBy(UserAddress generator)
    {
        UserAddress frame = generator + (ulong)_offsets.GeneratorFrame;
        UserAddress top = frame + (ulong)_offsets.FrameStackTop;
        UserAddress last;
        if (_offsets.Minor >= 14)
            last = new UserAddress(objects.Pointer(top).Value - sizeof(ulong));
        else if (objects.TryRead(top, out int used) && used > 0)
            last = frame + (ulong)(_offsets.FrameHeaderSize + ((used - 1) * sizeof(ulong)));
        else
            return UserAddress.Null;
        UserAddress awaited = StackReference.Untag(objects.Pointer(last).Value, _offsets, out _);
        // Since 3.15 an index stands above what is iterated (SEND in Python/bytecodes.c), which here is none.
        if (awaited.IsNull)
            awaited = StackReference.Untag(objects.Pointer(new UserAddress(last.Value - sizeof(ulong))).Value, _offsets, out _);
        // asend, athrow and __await__ wrap what they go on with, which follows their header (Objects/genobject.c).
        return objects.TypeNameOf(awaited) is "async_generator_asend" or "async_generator_athrow" or "coroutine_wrapper"
            ? objects.Pointer(awaited + (ulong)_offsets.ObjectSize)
            : awaited;
    }
}
