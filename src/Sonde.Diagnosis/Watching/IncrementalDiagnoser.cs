using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Shares;

namespace Sonde.Diagnosis.Watching;

/// <summary>
/// Gives the diagnosis of one moment after the other, and evaluates only the rules that read what has changed. What it gives is
/// what <see cref="Diagnoser"/> gives of the same moment.
/// </summary>
internal sealed class IncrementalDiagnoser : IReadRecorder
{
    private readonly IReadOnlyList<Rule> _rules;
    private readonly ILookup<Type, int> _rulesOf;
    private readonly int[] _whole, _concluding;
    private readonly Dictionary<(int Rule, ObjectRef Subject), Evaluation> _known = [];
    private readonly HashSet<Evaluation> _telling = [];
    private readonly Dictionary<ObjectRef, HashSet<Evaluation>> _readers = [];
    private readonly HashSet<ObjectRef> _reads = [];
    private readonly FailingPods _pods = new();

    public IncrementalDiagnoser(IReadOnlyList<Rule>? rules = null)
    {
        _rules = rules ?? RuleCatalogue.All;
        int[] all = [.. Enumerable.Range(0, _rules.Count)];
        _rulesOf = all.SelectMany(i => _rules[i].SubjectTypes.Select(type => (type, i))).ToLookup(pair => pair.type, pair => pair.i);
        _whole = [.. all.Where(i => _rules[i].SubjectTypes.Count == 0)];
        _concluding = [.. all.Where(i => _rules[i].Concludes)];
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
            _telling.Clear();
            _readers.Clear();
        }

        foreach ((int rule, ObjectRef subject) in delta is null ? Everything(cluster) : Touched(delta))
            Evaluate(rule, subject, context);
        foreach (int rule in _whole)
            Evaluate(rule, default, context);
        foreach (int rule in _concluding)
            Conclude(rule, context);

        Evaluation[] telling = [.. _telling.OrderBy(one => one.Rule).ThenBy(one => one.Subject, ObjectRef.Order)];
        return new CauseLinker(cluster, delta, _pods).Link([.. telling.SelectMany(one => one.Findings)], [.. telling.SelectMany(one => one.Unexplained)]);
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
        // Rules about the whole cluster are evaluated at every step: what they read is not kept.
        bool isWhole = _rules[rule].SubjectTypes.Count == 0;
        Keep(rule, subject, context, () => _rules[rule].EvaluateOne(subject, context), keepsReads: !isWhole);
    }

    /// <summary>The same for what a rule concludes from all that it noted.</summary>
    private void Conclude(int rule, RuleContext context)
    {
        object[] noted = [.. _telling.Where(one => one.Rule == rule && one.Noted is not null).OrderBy(one => one.Subject, ObjectRef.Order).Select(one => one.Noted!)];
        Keep(rule, default, context, () => _rules[rule].Conclude(noted, context), keepsReads: false);
    }

    private void Keep(int rule, ObjectRef subject, RuleContext context, Action evaluate, bool keepsReads)
    {
        int findings = context.Findings.Count, unexplained = context.Unexplained.Count;
        _reads.Clear();
        context.Noted = null;
        evaluate();
        Evaluated++;
        ObjectRef[] reads = keepsReads ? [.. _reads] : [];
        var now = new Evaluation(rule, subject, [.. context.Findings.Skip(findings)], [.. context.Unexplained.Skip(unexplained)], context.Noted, reads);
        if (_known.Remove((rule, subject), out Evaluation? before))
        {
            _telling.Remove(before);
            foreach (ObjectRef key in before.Reads)
            {
                if (_readers.TryGetValue(key, out HashSet<Evaluation>? readers) && readers.Remove(before) && readers.Count == 0)
                    _readers.Remove(key);
            }
        }

        if (now.Tells)
            _telling.Add(now);
        // Most rules look at most subjects and have nothing to say, for a reason that only the subject tells.
        else if (reads.Length == 0)
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
    private sealed class Evaluation(int rule, ObjectRef subject, Finding[] findings, Undetermined[] unexplained, object? noted, ObjectRef[] reads)
    {
        public int Rule => rule;

        public ObjectRef Subject => subject;

        public Finding[] Findings => findings;

        public Undetermined[] Unexplained => unexplained;

        public object? Noted => noted;

        public bool Tells => findings.Length > 0 || unexplained.Length > 0 || noted is not null;

        public ObjectRef[] Reads => reads;
    }
}
