using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Batch;

public sealed class BatchRuleTests
{
    private const string Template = """ "template":{"metadata":{"labels":{"app":"j"}},"spec":{"restartPolicy":"Never","containers":[{"name":"app","image":"a"}]}} """;

    [Theory]
    [InlineData("BackoffLimitExceeded", "its pods failed 3 times, and backoffLimit is 2")]
    [InlineData("DeadlineExceeded", "it took longer than its activeDeadlineSeconds of 60")]
    [InlineData("PodFailurePolicy", "its podFailurePolicy ends it")]
    public void A_failed_job_says_why(string reason, string text)
    {
        Finding finding = Assert.Single(new TestCluster().Job("j", $$""" "failed":3,"conditions":[{"type":"Failed","status":"True","reason":"{{reason}}","message":"m"}] """).Diagnose().Roots).Finding;
        Assert.Equal("job-failed", finding.Rule);
        Assert.Contains(text, finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_tell_why_are_the_root()
    {
        TestCluster cluster = new TestCluster().Job("j", """ "failed":3,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}] """)
            .Pod("j-x", """{"restartPolicy":"Never","containers":[{"name":"app","image":"a"}]}""",
                """{"phase":"Failed","containerStatuses":[{"name":"app","restartCount":0,"state":{"terminated":{"exitCode":3,"reason":"Error","finishedAt":"2026-01-02T11:58:00Z"}}}]}""",
                owners: """[{"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"j-j","controller":true}]""");
        Assert.Equal("container-crash", Assert.Single(cluster.Diagnose().Roots).Finding.Rule);
    }

    [Fact]
    public void A_job_that_completed_is_well() => Assert.Empty(new TestCluster().Job("j", """ "succeeded":1,"failed":2,"conditions":[{"type":"Complete","status":"True"}] """).Evaluate(new JobFailedRule()));

    [Fact]
    public void A_cron_jobs_newer_success_makes_an_older_failure_history()
    {
        string owner = """ "ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"c","uid":"c","controller":true}] """;
        TestCluster cluster = Cron("\"schedule\":\"0 3 * * *\"", "{}").Job("c-1", """ "conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}] """, owner)
            .Object("batch/v1", "Job", "c-2", $$""" "spec":{ {{Template}} },"status":{"conditions":[{"type":"Complete","status":"True"}]} """,
                meta: owner + ",\"labels\":{\"n\":\"2\"}");
        // Of two of the same age neither is newer: the second was made an hour later.
        cluster.Add($$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"c-2","namespace":"shop","creationTimestamp":"2026-01-02T11:50:00Z",{{owner}} },
             "spec":{ {{Template}} },"status":{"conditions":[{"type":"Complete","status":"True"}]} }
            """);
        Assert.Empty(cluster.Evaluate(new JobFailedRule()));
    }

    [Fact]
    public void A_run_that_hangs_holds_up_the_others()
    {
        Finding finding = Assert.Single(Cron("\"schedule\":\"*/5 * * * *\",\"concurrencyPolicy\":\"Forbid\"", """{"active":[{"name":"c-1"}],"lastScheduleTime":"2026-01-02T11:00:00Z"}""")
            .Job("c-1", """ "active":1,"startTime":"2026-01-02T11:00:00Z" """).Evaluate(new CronjobBrokenRule()));
        Assert.Equal("its run c-1 has gone on for 60 min, and concurrencyPolicy is Forbid, so that 12 runs were skipped", finding.Title);
    }

    [Theory]
    [InlineData("\"schedule\":\"0 0 30 2 *\"", "is never due: there is no such day", Severity.Error)]
    [InlineData("\"schedule\":\"61 * * * *\"", "its schedule '61 * * * *' is none", Severity.Error)]
    [InlineData("\"schedule\":\"0 3 * * *\",\"timeZone\":\"Europe/Atlantis\"", "its time zone Europe/Atlantis is not known", Severity.Error)]
    [InlineData("\"schedule\":\"0 3 * * *\",\"startingDeadlineSeconds\":5", "startingDeadlineSeconds of 5 is shorter than the 10 s", Severity.Warning)]
    [InlineData("\"schedule\":\"0 3 * * *\",\"suspend\":true", "is suspended: it does not run until somebody resumes it", Severity.Info)]
    public void Fields_that_keep_it_from_running_are_named(string spec, string text, Severity severity)
    {
        Finding finding = Assert.Single(Cron(spec, "{}").Evaluate(new CronjobBrokenRule()));
        Assert.Contains(text, finding.Title, StringComparison.Ordinal);
        Assert.Equal(severity, finding.Severity);
    }

    [Fact]
    public void One_that_ran_before_it_was_suspended_has_missed_something() => Assert.Equal(Severity.Warning, Assert.Single(
        Cron("\"schedule\":\"0 * * * *\",\"suspend\":true", """{"lastScheduleTime":"2026-01-02T03:00:00Z"}""").Evaluate(new CronjobBrokenRule())).Severity);

    [Fact]
    public void Times_that_passed_without_a_run_are_counted() => Assert.Contains("9 runs were missed", Assert.Single(
        Cron("\"schedule\":\"0 * * * *\"", """{"lastScheduleTime":"2026-01-02T02:00:00Z"}""").Evaluate(new CronjobBrokenRule())).Title, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"schedule\":\"0 * * * *\"", """{"lastScheduleTime":"2026-01-02T11:00:00Z"}""")]
    [InlineData("\"schedule\":\"@daily\"", "{}")]
    [InlineData("\"schedule\":\"0 3 * * *\",\"timeZone\":\"Etc/UTC\"", """{"lastScheduleTime":"2026-01-02T03:00:00Z"}""")]
    [InlineData("\"schedule\":\"*/5 * * * *\",\"concurrencyPolicy\":\"Forbid\"", """{"lastScheduleTime":"2026-01-02T11:55:00Z"}""")]
    public void One_that_runs_as_it_should_is_well(string spec, string status) => Assert.Empty(Cron(spec, status).Evaluate(new CronjobBrokenRule()));

    private static TestCluster Cron(string spec, string status) => new TestCluster().Object("batch/v1", "CronJob", "c",
        $$""" "spec":{ {{spec}},"jobTemplate":{"spec":{ {{Template}} } } },"status":{{status}} """, meta: "\"uid\":\"c\"");
}
