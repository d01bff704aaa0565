using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Watching;

/// <summary>
/// Gives the diagnosis of one moment after the other, and evaluates only the rules that read what has changed. What it gives is
/// what <see cref="Diagnoser"/> gives of the same moment.
/// </summary>
internal sealed class IncrementalDiagnoser : IReadRecorder
{
    private readonly IReadOnlyList<Rule> _rules;
    private readonly ILookup<Type, int> _rulesOf;
    private readonly int[] _whole;
    private readonly Dictionary<(int Rule, ObjectRef Subject), Evaluation> _known = [];
    private readonly Dictionary<ObjectRef, HashSet<Evaluation>> _readers = [];
    private readonly HashSet<ObjectRef> _reads = [];

    public IncrementalDiagnoser(IReadOnlyList<Rule>? rules = null)
    {
        _rules = rules ?? RuleCatalogue.All;
        int[] all = [.. Enumerable.Range(0, _rules.Count)];
        _rulesOf = all.Where(i => _rules[i].SubjectType is not null).ToLookup(i => _rules[i].SubjectType!);
        _whole = [.. all.Where(i => _rules[i].SubjectType is null)];
    }

    /// <summary>How many times a rule looked at a subject in the last step.</summary>
    public int Evaluated { get; private set; }

    /// <inheritdoc/>
    public void Read(ObjectRef key) => _reads.Add(key);

    /// <summary>The diagnosis of the next moment.</summary>
    /// <param name="cluster">The moment.</param>
    /// <param name="delta">What has changed since the last one that was given; null: everything.</param>
    public DiagnosisResult Next(Cluster cluster, ClusterDelta? delta)
    {
        Evaluated = 0;
        var context = new RuleContext(cluster, this);
        if (delta is null)
        {
            _known.Clear();
            _readers.Clear();
        }

        foreach ((int rule, ObjectRef subject) in delta is null ? Everything(cluster) : Touched(delta))
            Evaluate(rule, subject, context);
        foreach (int rule in _whole)
            Evaluate(rule, default, context);

        Evaluation[] telling =
        [
            .. _known.Values.Where(one => one.Findings.Length > 0 || one.Unexplained.Length > 0)
                .OrderBy(one => one.Rule).ThenBy(one => one.Subject, ObjectRef.Order),
        ];
        return new CauseLinker(cluster).Link([.. telling.SelectMany(one => one.Findings)], [.. telling.SelectMany(one => one.Unexplained)]);
    }

    private IEnumerable<(int Rule, ObjectRef Subject)> Everything(Cluster cluster)
    {
        foreach (ObjectRef name in cluster.Names)
        {
            foreach (int rule in _rulesOf[cluster.Find(name)!.GetType()])
                yield return (rule, name);
        }

        foreach (Workload workload in cluster.Workloads)
        {
            foreach (int rule in _rulesOf[typeof(Workload)])
                yield return (rule, workload.Ref);
        }
    }

    private HashSet<(int Rule, ObjectRef Subject)> Touched(ClusterDelta delta)
    {
        HashSet<(int, ObjectRef)> touched = [];
        foreach (ObjectChange change in delta.Objects)
        {
            foreach (KubeObject side in change.Sides)
                touched.UnionWith(_rulesOf[side.GetType()].Select(rule => (rule, change.Ref)));
        }

        foreach (ObjectRef workload in delta.Workloads)
            touched.UnionWith(_rulesOf[typeof(Workload)].Select(rule => (rule, workload)));
        foreach (ObjectRef key in delta.Keys)
        {
            if (_readers.TryGetValue(key, out HashSet<Evaluation>? readers))
                touched.UnionWith(readers.Select(one => (one.Rule, one.Subject)));
        }

        return touched;
    }

    private void Evaluate(int rule, ObjectRef subject, RuleContext context)
    {
        bool isWhole = _rules[rule].SubjectType is null;
        int findings = context.Findings.Count, unexplained = context.Unexplained.Count;
        _reads.Clear();
        _rules[rule].EvaluateOne(subject, context);
        Evaluated++;
        // Rules about the whole cluster are evaluated at every step: what they read is not kept.
        ObjectRef[] reads = isWhole ? [] : [.. _reads];
        var now = new Evaluation(rule, subject, [.. context.Findings.Skip(findings)], [.. context.Unexplained.Skip(unexplained)], reads);
        if (_known.Remove((rule, subject), out Evaluation? before))
        {
            foreach (ObjectRef key in before.Reads)
            {
                if (_readers.TryGetValue(key, out HashSet<Evaluation>? readers) && readers.Remove(before) && readers.Count == 0)
                    _readers.Remove(key);
            }
        }

        // Most rules look at most subjects and have nothing to say, for a reason that only the subject tells.
        if (now.Findings.Length == 0 && now.Unexplained.Length == 0 && reads.Length == 0)
            return;
        _known[(rule, subject)] = now;
        foreach (ObjectRef key in reads)
        {
            if (!_readers.TryGetValue(key, out HashSet<Evaluation>? readers))
                _readers[key] = readers = [];
            readers.Add(now);
        }
    }

    /// <summary>What one rule said of one subject, and what it read for that.</summary>
    private sealed class Evaluation(int rule, ObjectRef subject, Finding[] findings, Undetermined[] unexplained, ObjectRef[] reads)
    {
        public int Rule => rule;

        public ObjectRef Subject => subject;

        public Finding[] Findings => findings;

        public Undetermined[] Unexplained => unexplained;

        public ObjectRef[] Reads => reads;
    }
}
