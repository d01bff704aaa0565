using Sonde.Inspection.Subjects;
using Sonde.Linux;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Time that the subject's threads ran, and that they were ready to run without a CPU.</summary>
internal sealed class RunDelay
{
    private Dictionary<(ProcessId Process, ThreadId Thread), ThreadSchedule> _last = [];

    /// <summary>Reads all threads; the sums over those that were there before as well, and those that are new.</summary>
    public (double RunSeconds, double WaitSeconds) Read(InspectionSubject subject)
    {
        const double NanosecondsPerSecond = 1e9;
        var current = new Dictionary<(ProcessId Process, ThreadId Thread), ThreadSchedule>(_last.Count);
        ulong run = 0, wait = 0;
        foreach (ProcessId process in subject.Processes)
        {
            try
            {
                using var reader = new ThreadScheduleReader(subject.Proc, process);
                foreach (ThreadId thread in reader.RefreshThreads())
                {
                    if (!reader.TryRead(thread, out ThreadSchedule schedule))
                        continue;
                    current[(process, thread)] = schedule;
                    ThreadSchedule before = _last.GetValueOrDefault((process, thread));
                    // An ID may have been reused meanwhile: then all of it is new.
                    bool same = schedule.RunNanoseconds >= before.RunNanoseconds && schedule.WaitNanoseconds >= before.WaitNanoseconds;
                    run += schedule.RunNanoseconds - (same ? before.RunNanoseconds : 0);
                    wait += schedule.WaitNanoseconds - (same ? before.WaitNanoseconds : 0);
                }
            }
            catch (TargetException)
            {
                // It has ended since it was listed.
            }
        }

        _last = current;
        return (run / NanosecondsPerSecond, wait / NanosecondsPerSecond);
    }
}
