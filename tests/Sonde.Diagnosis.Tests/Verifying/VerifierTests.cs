using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Tests.Rules;
using Sonde.Diagnosis.Tests.Rules.Scheduling;
using Sonde.Diagnosis.Verifying;
using Sonde.Diagnosis.Verifying.Rendering;

namespace Sonde.Diagnosis.Tests.Verifying;

public sealed class VerifierTests
{
    private static readonly string Good = Pods.Ready();

    private static readonly string Bad = Pods.Crashed(1);

    [Fact]
    public void A_cause_is_gone_when_its_object_works()
    {
        Verification verification = Compare(Cluster(Bad), Cluster(Good));
        GoneRoot gone = Assert.Single(verification.Gone);
        Assert.Equal((Outcome.Fixed, "cart", "1 pod ready"), (gone.Outcome, gone.Root.Subject.Name, gone.Why));
        Assert.Empty(verification.Present);
        Assert.True(verification.IsSettled);
    }

    [Fact]
    public void A_cause_that_is_still_there_remains_and_another_is_new()
    {
        Verification verification = Compare(Cluster(Bad), Cluster(Bad).Deployment("mail", Pods.Spec(), Bad));
        Assert.Equal("cart", Assert.Single(verification.Remaining).Finding.Subject.Name);
        Assert.Equal("mail", Assert.Single(verification.New).Finding.Subject.Name);
        Assert.Empty(verification.Gone);
    }

    [Fact]
    public void An_object_that_was_deleted_is_not_called_repaired()
    {
        string[] kinds = ["Deployment", "Pod", "ReplicaSet"];
        GoneRoot gone = Assert.Single(Compare(Cluster(Bad), new TestCluster().Node("n").Complete(kinds)).Gone);
        Assert.Equal(Outcome.Deleted, gone.Outcome);
    }

    [Fact]
    public void An_object_that_cannot_be_seen_any_more_is_not_called_repaired()
    {
        GoneRoot gone = Assert.Single(Compare(Cluster(Bad), new TestCluster().Node("n")).Gone);
        Assert.Equal(Outcome.Unseen, gone.Outcome);
    }

    [Fact]
    public void What_hides_the_cause_now_and_did_not_before_is_named()
    {
        Cluster now = Cluster(Good).Build();
        DiagnosisResult blind = Diagnoser.Diagnose(now) with { BlindSpots = [new BlindSpot("pods in all namespaces", "forbidden to ann: a role needs list on pods")] };
        Baseline before = Baseline.Of(Cluster(Bad).Diagnose());
        GoneRoot gone = Assert.Single(new Verifier(now, blind, new DiagnosisFilter()).Against(before, "test").Gone);
        Assert.Equal((Outcome.Unseen, "pods in all namespaces: forbidden to ann: a role needs list on pods"), (gone.Outcome, gone.Why));

        Baseline blindBefore = Baseline.Of(Cluster(Bad).Diagnose() with { BlindSpots = blind.BlindSpots });
        Assert.Equal(Outcome.Fixed, Assert.Single(new Verifier(now, blind, new DiagnosisFilter()).Against(blindBefore, "test").Gone).Outcome);
    }

    [Fact]
    public void A_rollout_that_goes_on_is_not_settled()
    {
        TestCluster rolling = new TestCluster().Add(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"cart","namespace":"shop","generation":3},
             "spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"app","image":"a"}]}}},
             "status":{"observedGeneration":3,"replicas":3,"updatedReplicas":1,"availableReplicas":3}}
            """);
        Verification verification = Compare(new TestCluster().Node("n"), rolling);
        Assert.Equal("1 of 3 pods have the newest template", Assert.Single(verification.Rolling).Title);
        Assert.False(verification.IsSettled);
    }

    [Fact]
    public void Hidden_and_elsewhere_are_told_apart_from_gone()
    {
        Baseline before = Baseline.Of(Cluster(Bad).Diagnose());
        Cluster now = Cluster(Bad).Build();
        var verifier = new Verifier(now, Diagnoser.Diagnose(now), new DiagnosisFilter { Labels = SelectorText.Parse("app=other") });
        Assert.Equal(Outcome.Hidden, Assert.Single(verifier.Against(before, "test").Gone).Outcome);
        Assert.Empty(new Verifier(now, Diagnoser.Diagnose(now), new DiagnosisFilter { Namespaces = ["elsewhere"] }).Against(before, "test").Gone);
    }

    [Fact]
    public void What_is_kept_for_later_holds_no_text_of_the_cluster()
    {
        DiagnosisResult diagnosis = Cluster(Bad).Log("cart-1-a", "app", true, "panic: postgres://cart:hunter2@db/cart refused").Diagnose();
        Assert.NotEmpty(diagnosis.Roots);
        using var stream = new MemoryStream();
        Baseline.Of(diagnosis).Keep(stream);
        string kept = Encoding.UTF8.GetString(stream.ToArray());
        Assert.DoesNotContain("hunter2", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("title", kept, StringComparison.Ordinal);
        Baseline read = Baseline.Read(stream.ToArray(), "kept");
        Assert.Equal(diagnosis.CapturedAt, read.CapturedAt);
        Assert.All(diagnosis.Roots, root => Assert.True(read.Contains(root.Finding)));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("wide")]
    [InlineData("json")]
    [InlineData("markdown")]
    public void Every_format_names_what_is_gone_and_what_remains(string format)
    {
        Verification verification = Compare(
            Cluster(Bad).Deployment("mail", Pods.Spec(), Bad), Cluster(Good).Deployment("mail", Pods.Spec(), Bad));
        StringWriter text = new();
        VerificationFormats.Find(format)!.Write(verification, text, new DiagnosisLayout(100, false, "", "0"));
        Assert.Contains("cart", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("mail", text.ToString(), StringComparison.Ordinal);
        if (format == "json")
        {
            using JsonDocument json = JsonDocument.Parse(text.ToString());
            Assert.Equal("Verification", json.RootElement.GetProperty("kind").GetString());
            Assert.Equal("fixed", json.RootElement.GetProperty("gone")[0].GetProperty("outcome").GetString());
            Assert.Equal(1, json.RootElement.GetProperty("remaining").GetArrayLength());
        }
        else
        {
            Assert.Contains("1 gone, 1 remains, 0 new", text.ToString(), StringComparison.Ordinal);
        }
    }

    private static TestCluster Cluster(string status) => new TestCluster().Deployment("cart", Pods.Spec(), status);

    private static Verification Compare(TestCluster before, TestCluster now)
    {
        Cluster cluster = now.Build();
        return new Verifier(cluster, Diagnoser.Diagnose(cluster), new DiagnosisFilter()).Against(Baseline.Of(before.Diagnose()), "test");
    }
}
