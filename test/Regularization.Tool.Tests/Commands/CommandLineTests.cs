namespace Regularization.Tool.Tests;

[TestClass]
public class CommandLineTests : ToolTest
{
    [TestMethod]
    public void Help_EachCommand_HasOptionsAndExamples()
    {
        foreach (string command in new[] { "path", "cv", "fit", "mlp", "predict" })
        {
            string help = Run(command, "--help").Succeeds();
            StringAssert.Contains(help, "Examples:");
            StringAssert.Contains(help, "regularize " + command + " ");
            StringAssert.Contains(help, "--out <FILE>");
        }
    }

    [TestMethod]
    public void Help_NoArguments_ListsTheCommands()
    {
        string help = Run().Succeeds();
        StringAssert.Contains(help, "predict <MODEL> <FILE>");
        StringAssert.Contains(help, "regularize COMMAND --help");
        Assert.AreEqual(help, Run("--help").Succeeds());
    }

    [TestMethod]
    public void Help_CommandAmongExamples_Parses()
    {
        // Every example in the help is a command line that parses: files that are not there are the first thing wrong with it.
        foreach (string command in new[] { "path", "cv", "fit", "mlp", "predict" })
        {
            foreach (string line in Run(command, "--help").Succeeds().Split('\n').Where(line => line.StartsWith("  regularize ", StringComparison.Ordinal)))
            {
                string[] args = line.Split('(')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
                Run([.. args.Where(arg => arg != "regularize")]).FailsWith(1, "there is no such file");
            }
        }
    }

    [TestMethod]
    public void Version_Asked_IsPrinted() => StringAssert.Contains(Run("--version").Succeeds(), ModelBuilder.ToolVersion);

    [TestMethod]
    [DataRow("frobnicate", "There is no command 'frobnicate'; there are path, cv, fit, mlp, rules, predict, kernels.")]
    [DataRow("cv", "FILE is missing: regularize cv FILE [options].")]
    [DataRow("cv --label y", "FILE is missing: regularize cv FILE [options].")]
    [DataRow("predict", "MODEL is missing: regularize predict MODEL FILE [options].")]
    [DataRow("predict m.json", "FILE is missing: regularize predict MODEL FILE [options].")]
    [DataRow("cv x.csv --label", "--label needs a value.")]
    [DataRow("cv x.csv --label y --label z", "--label has 2 values ('y', 'z'); give it one.")]
    [DataRow("cv x.csv --l1-rati 1", "cv has no option '--l1-rati'. Is '--l1-ratio' meant?")]
    [DataRow("cv x.csv y.csv", "'y.csv' is one argument too many")]
    [DataRow("cv x.csv --l1-ratio 1.4", "--l1-ratio is '1.4'; it must be a number from 0 to 1.")]
    [DataRow("cv x.csv --l1-ratio abc", "--l1-ratio is 'abc'")]
    [DataRow("cv x.csv --tolerance 0", "--tolerance is '0'; it must be a number above 0 and below 1")]
    [DataRow("cv x.csv --tolerance 1", "--tolerance is '1'; it must be a number above 0 and below 1")]
    [DataRow("cv x.csv --folds 1", "--folds is '1'; it must be a whole number, at least 2.")]
    [DataRow("cv x.csv --threads -1", "--threads is '-1'")]
    [DataRow("cv x.csv --lambda -1", "--lambda is '-1'; it must be a finite number, not negative.")]
    [DataRow("cv x.csv --lambda 1,x", "--lambda is 'x'")]
    [DataRow("fit x.csv --label y --lambda 0,1", "--lambda is '0,1'; it takes one number, with a decimal point and no comma between thousands: write 0.1.")]
    [DataRow("fit x.csv --label y --lambda 3,1", "write 3.1.")]
    [DataRow("cv x.csv --label y --lambda 0,1", "--lambda is '0,1', which may be one number or several.", "write 0.1, or for several numbers 0.0,1.0.")]
    [DataRow("path x.csv --label y --lambda 1,000", "which may be one number or several", "no comma between thousands: write 1.000 or 1000, or for several numbers 1.0,000.0.")]
    [DataRow("cv x.csv --label y --lambda 1,000,000", "write 1000000, or for several numbers 1.0,000.0,000.0.")]
    [DataRow("cv x.csv --l1-ratio 0,5", "--l1-ratio is '0,5'; it must be a number from 0 to 1. Write decimals with a point, not with a comma.")]
    [DataRow("cv x.csv --lambdas 1,000", "--lambdas is '1,000'; it must be a whole number, at least 1. Write decimals with a point, and thousands without a comma.")]
    [DataRow("rules x.csv --label y --grow 10000000", "--grow is '10000000'; it must be a whole number, at least 2 and at most 100,000.")]
    [DataRow("cv x.csv --lambda-ratio 1", "--lambda-ratio is '1'; it must be a number between 0 and 1.")]
    [DataRow("cv x.csv --family cox", "--family is 'cox'; it must be one of gaussian, binomial, multinomial, poisson, gamma, tweedie, huber, quantile, squared-hinge.")]
    [DataRow("cv x.csv --rule best", "--rule is 'best'; it must be one of min, 1se, aic, bic, ebic.")]
    [DataRow("cv x.csv --missing drop", "--missing is 'drop'; it must be one of refuse, skip, mean.")]
    [DataRow("cv x.csv --label y --lambda 1.5,2 --lambdas 5", "Leave out one or the other")]
    [DataRow("cv x.csv --label y --fold-column f --folds 5", "--fold-column says the folds")]
    [DataRow("fit x.csv --label y --lambda 1.5,2", "--lambda has 2 values; fit takes one")]
    [DataRow("fit x.csv --label y --lambda 1 --rule 1se", "--rule is for choosing lambda")]
    [DataRow("path x.csv --label y --fold-column f", "path has no option '--fold-column'")]
    [DataRow("cv x.data --label y", "x.data: the format cannot be told from the name", "--format csv, tsv or libsvm")]
    [DataRow("cv x.libsvm --label y", "--label is for files with named columns")]
    [DataRow("cv x.libsvm --missing skip", "--missing is for files with named columns")]
    [DataRow("cv x.libsvm --delimiter tab", "--delimiter and --no-quotes are for CSV and TSV")]
    [DataRow("cv x.csv --label y --delimiter ab", "--delimiter is 'ab'")]
    [DataRow("cv x.csv --label y --positive yes", "--positive is for --family binomial")]
    [DataRow("mlp x.csv --label y --hidden 64,0", "--hidden is '64,0'; it must be whole numbers, at least 1, with commas between, or none.")]
    [DataRow("mlp x.csv --label y --hidden none --dropout 0.5", "--dropout is for hidden layers, and --hidden is none")]
    [DataRow("mlp x.csv --label y --activation elu", "--activation is 'elu'; it must be one of relu, leaky-relu, tanh, logistic.")]
    [DataRow("mlp x.csv --label y --optimizer lion", "--optimizer is 'lion'; it must be one of sgd, momentum, nesterov, adam, adamw, rmsprop.")]
    [DataRow("mlp x.csv --label y --learning-rate 0", "--learning-rate is '0'; it must be a positive number")]
    [DataRow("mlp x.csv --label y --l1 -1", "--l1 is '-1'; it must be a finite number, not negative.")]
    [DataRow("mlp x.csv --label y --dropout 1", "--dropout is '1'; it must be a number from 0 to below 1.")]
    [DataRow("mlp x.csv --label y --batch 0", "--batch is '0'; it must be a whole number, at least 1.")]
    [DataRow("mlp x.csv --label y --validation 1", "--validation is '1'; it must be a number from 0 to below 1.")]
    [DataRow("mlp x.csv --label y --validation 0.1 --validation-file z.csv", "--validation-file gives rows. Leave out one or the other.")]
    [DataRow("mlp x.csv --label y --validation 0 --patience 3", "--patience needs validation rows, and --validation is 0")]
    [DataRow("mlp x.csv --label y --label-smoothing 0.1", "--label-smoothing is for classes")]
    [DataRow("mlp x.csv --label y --folds 5", "--folds is for a search")]
    [DataRow("mlp x.csv --label y --folds 1 --search-decay 0,1", "--folds is '1'; it must be at least 2, or 0")]
    [DataRow("mlp x.csv --label y --search-decay 0,1 --weight-decay 1", "so --weight-decay has no meaning")]
    [DataRow("mlp x.csv --label y --search-l1 0,1 --l1 1", "so --l1 has no meaning")]
    [DataRow("mlp x.csv --label y --search-l1 0,x", "--search-l1 is 'x'")]
    [DataRow("mlp x.csv --label y --search-l1 0,1 --validation-file z.csv", "A search holds out rows of the training file itself")]
    [DataRow("mlp x.csv --label y --family multinomial --positive yes", "--positive is for --family binomial")]
    [DataRow("mlp x.csv --label y --out z.csv --validation-file z.csv", "would be overwritten")]
    [DataRow("cv x.csv --label y --out x.csv", "would be overwritten")]
    public void Run_WrongCommandLine_SaysWhyWithExitCode2(string line, params string[] parts) => Run(line.Split(' ')).FailsWith(2, parts);

    [TestMethod]
    public void Run_NoSuchFile_SaysSoWithExitCode1()
    {
        Run("cv", In("none.csv"), "--label", "y").FailsWith(1, "none.csv: there is no such file.");
        Run("predict", In("none.json"), In("none.csv")).FailsWith(1, "none.json: there is no such file.");
    }

    [TestMethod]
    public void Run_EmptyNamesOrADirectory_SaysSo()
    {
        foreach (string option in (string[])["--out", "--report", "--weights"])
        {
            Run("fit", Diabetes, "--label", "y", "--lambda", "1", option, "").FailsWith(2, $"{option} is ''; give ");
        }

        Run("fit", "", "--label", "y").FailsWith(2, "The name of the file to read is empty");
        Run("predict", "", Diabetes).FailsWith(2, "The name of the file to read is empty");
        Run("predict", In("m.json"), "").FailsWith(2, "The name of the file to read is empty");
        Run("fit", Folder, "--label", "y").FailsWith(1, "this is a directory");
    }

    [TestMethod]
    public void Run_NoHeader_AsksForIt()
    {
        Run("cv", Write("n.csv", "1,2,3\n4,5,6\n"), "--label", "y").FailsWith(2, "has no column 'y'. The first line is numbers alone (1, 2, 3): are the names of the columns missing?");
        Run("cv", Write("o.csv", "a,b,z\n4,5,6\n"), "--label", "y").FailsWith(2, "has no column 'y'. There are: a, b, z.");
    }

    [TestMethod]
    public void Mlp_LabelsWhoseSquaresOverflow_AreRefused() =>
        Run("mlp", Write("h.csv", "a,y\n1,1e300\n2,-1e300\n3,1\n4,2\n5,4\n"), "--label", "y").FailsWith(1, "Label 'y' varies by more than a number whose square can be held", "Divide it");

    [TestMethod]
    public void Run_Cancelled_WritesNothingWithExitCode130()
    {
        string model = In("model.json");
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        foreach (string[] command in new[] { new[] { "path" }, ["cv"], ["fit", "--lambda", "1"], ["fit"], ["mlp"], ["mlp", "--search-decay", "0,1"] })
        {
            Outcome outcome = Run(cancellation.Token, [command[0], Diabetes, "--label", "y", "--quiet", "--out", model, .. command[1..]]);
            outcome.FailsWith(130, "Cancelled; nothing was written.");
            Assert.IsFalse(File.Exists(model));
        }
    }
}
