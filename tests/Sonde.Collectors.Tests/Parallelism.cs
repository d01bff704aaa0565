// Each test watches where CPU time goes; two at a time on a small machine would watch each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
