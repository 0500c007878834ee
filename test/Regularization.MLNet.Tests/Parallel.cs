// Classes of tests run side by side; those of one class one after the other.
[assembly: Parallelize(Scope = ExecutionScope.ClassLevel)]
