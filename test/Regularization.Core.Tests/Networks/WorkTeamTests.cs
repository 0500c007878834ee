namespace Regularization.Tests;

[TestClass]
public class WorkTeamTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Run_WithBarriers_NoMemberRunsAhead(int size)
    {
        using var team = new WorkTeam(size);
        int[] turns = new int[size];
        int ahead = 0;
        for (int run = 0; run < 200; run++)
        {
            team.Run(number =>
            {
                for (int turn = 0; turn < 3; turn++)
                {
                    turns[number]++;
                    team.Barrier();
                    ahead += turns.Any(t => t != turns[number]) ? 1 : 0;
                    team.Barrier();
                }
            });
        }

        Assert.AreEqual(0, ahead);
        Assert.IsTrue(turns.All(t => t == 600));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public void Run_MemberFailsBeforeABarrier_ThrowsAndCanRunAgain()
    {
        using var team = new WorkTeam(3);
        for (int bad = 0; bad < 3; bad++)
        {
            int failing = bad;
            InvalidOperationException thrown = Assert.ThrowsExactly<InvalidOperationException>(() => team.Run(number =>
            {
                if (number == failing)
                {
                    throw new NotSupportedException("on purpose");
                }

                team.Barrier();
            }));
            Assert.Contains("on purpose", thrown.Message);
            int done = 0;
            team.Run(_ =>
            {
                team.Barrier();
                Interlocked.Increment(ref done);
            });
            Assert.AreEqual(3, done);
        }
    }

    [TestMethod]
    public void Share_AnyCount_CoversItOnce()
    {
        using var team = new WorkTeam(3);
        foreach (int count in new[] { 0, 1, 2, 3, 10, 784 })
        {
            Assert.AreEqual(0, team.Share(count, 0).From);
            Assert.AreEqual(team.Share(count, 0).To, team.Share(count, 1).From);
            Assert.AreEqual(team.Share(count, 1).To, team.Share(count, 2).From);
            Assert.AreEqual(count, team.Share(count, 2).To);
        }
    }
}
