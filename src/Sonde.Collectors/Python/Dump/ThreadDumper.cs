using Sonde.Linux.Memory;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Reads what one thread does, while it stands still: its state, its frames with their locals, and the locks that it has to do with.</summary>
internal sealed class ThreadDumper(
    HeldStackReader stacks, ThreadHold hold, GilReader gil, ObjectReader objects, LocalsReader locals, LockReader locks)
{
    /// <summary>How often a stack that moves is read until all of it stood still.</summary>
    private const int MaxReads = 50;

    /// <summary>Reads it; false when the thread has ended.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public bool TryRead(DumpedThread thread)
    {
        if (thread.Python is not { } python)
        {
            if (!hold.TryLook(thread.Thread, out _))
                return false;
            thread.State = PythonThreadState.Of(hold.State, hold.Call, gil, holdsGil: false);
            thread.Note = "no Python state: a thread of native code, or one that is starting";
            return true;
        }

        var plan = new ThreadSnapshotPlan();
        for (int reads = 1; reads <= MaxReads; reads++)
        {
            if (!hold.TryLook(thread.Thread, out _))
                return false;
            StackOutcome outcome = stacks.Read(python, plan);
            thread.State = stacks.State;
            if (outcome == StackOutcome.Gone)
                return false;
            if (outcome == StackOutcome.Torn)
                continue;
            thread.Note = outcome == StackOutcome.Truncated ? $"deeper than {StackReader.MaxFrames} frames: the outermost are missing" : null;
            bool mayRetry = reads < MaxReads;
            Describe(thread, stacks.WasHeld || !mayRetry);
            // What was read of its objects is of the same moment only when it has not run until now.
            if (stacks.WasHeld && !hold.HasStoodStill() && mayRetry)
                continue;
            if (thread.Frames.Count == 0)
                thread.Note = "runs no Python code";
            return true;
        }

        thread.Frames = [];
        thread.Note = "changed too fast to be read: try again";
        return true;
    }

    private void Describe(DumpedThread thread, bool withObjects)
    {
        List<DumpFrame> frames = [];
        thread.Entered.Clear();
        thread.Awaits = null;
        thread.Joins = 0;
        foreach (ref readonly PythonFrame frame in stacks.Frames)
        {
            if (!FrameVisibility.IsShown(frame, out PythonCode? code, out int unit))
                continue;
            var shown = new DumpFrame(code.QualifiedName.Value, code.FileName.Value, code.PlaceOf(unit).Line, WellKnownMappings.Python);
            if (withObjects)
            {
                shown = shown with { Locals = locals.Read(frame.Address, frame.Code) };
                DescribeLocks(thread, frame, shown, isLeaf: frames.Count == 0);
            }

            frames.Add(shown);
        }

        thread.Frames = frames;
    }

    private void DescribeLocks(DumpedThread thread, in PythonFrame frame, in DumpFrame shown, bool isLeaf)
    {
        List<UserAddress> entered = [];
        locks.AddHeld(frame, entered);
        if (thread.State.Condition == ThreadCondition.Blocked && hold.Call is { } call && FutexCall.IsFutex(call))
        {
            thread.IsTimed = call.FourthArgument != 0;
            if (isLeaf && locks.FindAwaited(frame, call.FirstArgument) is { } awaited)
            {
                thread.Awaits = awaited;
                // Since 3.14 also the __exit__ of the with statement that it is only about to enter lies there for certain, uppermost.
                int last = objects.Offsets.Minor >= 14 ? entered.LastIndexOf(awaited.Address) : -1;
                if (last >= 0)
                    entered.RemoveAt(last);
            }

            if (LockOwners.IsOfThreading(shown, "Thread.join"))
                thread.Joins = JoinedBy(frame);
        }

        foreach (UserAddress held in entered)
            thread.Entered.Add((held, shown));
    }

    // The first local is self.
    private ulong JoinedBy(in PythonFrame frame)
    {
        ulong word = objects.Pointer(frame.Address + (ulong)objects.Offsets.FrameHeaderSize).Value;
        UserAddress self = StackReference.Untag(word, objects.Offsets, out _);
        return (ulong)(objects.Integer(objects.Attributes.Find(self, "_ident")) ?? 0);
    }
}
