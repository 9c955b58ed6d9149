/**
 * Goal: the parts of gather and scatter, without nodes: news go just in time, are sent again until the
 * hub has them, and are told once to everybody else; a hub that is silent is left, one that is back is
 * turned back to.
 */
import { describe, expect, it } from "vitest";
import { HubChoice } from "../../../robots/glomers/gather_scatter_choice.ts";
import { GatherDeadline } from "../../../robots/glomers/gather_scatter_deadline.ts";
import { Heard, Hub } from "../../../robots/glomers/gather_scatter_hub.ts";
import { News } from "../../../robots/glomers/gather_scatter_news.ts";

describe("a deadline", () => {
  it("is at once while nothing is known", () => {
    expect(new GatherDeadline(400).next(123)).toBe(123);
  });

  it("is a moment before what would have been just in time, an epoch later again", () => {
    const deadline = new GatherDeadline(400);
    deadline.learn(100, 250);
    expect(deadline.next(300)).toBe(349);
    expect(deadline.next(350)).toBe(749);
    expect(deadline.next(2000)).toBe(2349);
  });

  it.each([0, 1, 40])("is so much earlier as it is told to be: %i ms", (slackMs) => {
    const deadline = new GatherDeadline(400, slackMs);
    deadline.learn(100, 250);
    expect(deadline.next(200)).toBe(350 - slackMs);
    expect(deadline.next(350.5)).toBe(750 - slackMs);
  });

  it("is a little earlier in long epochs until it is known how far it may be off", () => {
    const deadline = new GatherDeadline(2000);
    for (let epoch = 0; epoch < 3; epoch++) {
      deadline.learn(100 + 2000 * epoch, 250);
      expect(deadline.next(350 + 2000 * epoch)).toBe(2350 - 20 - 1 + 2000 * epoch);
    }
    deadline.learn(6100, 250);
    expect(deadline.next(6350)).toBe(8349);
  });

  it("goes by the slowest way of late, also when that one came just too late", () => {
    const deadline = new GatherDeadline(400);
    deadline.learn(100, 250);
    // 3 ms slower: it missed its scatter and waited nearly an epoch. The next one leaves more time.
    deadline.learn(749, 398);
    expect(deadline.next(1000)).toBe(1143);
    deadline.learn(1000, 150);
    expect(deadline.next(1200)).toBe(1543);
    for (let epoch = 3; epoch < 11; epoch++) deadline.learn(350 + 400 * epoch, 0);
    expect(deadline.next(5000)).toBe(5149);
  });

  it("leaves little more time after a stall", () => {
    const deadline = new GatherDeadline(400);
    deadline.learn(100, 250);
    deadline.learn(749, 371);
    expect(deadline.next(1000)).toBe(1114);
  });

  it("is guessed from the beginning, and soon after it what is late may still be in time", () => {
    const deadline = new GatherDeadline(400);
    deadline.begin(1000);
    expect(deadline.next(1000)).toBe(1350);
    expect(deadline.next(1380)).toBe(1380);
    expect(deadline.next(1420)).toBe(1750);
    deadline.forget();
    expect(deadline.next(1420)).toBe(1420);
  });

  it("is at once without epochs", () => {
    const deadline = new GatherDeadline(0);
    deadline.begin(0);
    deadline.learn(0, 0);
    expect(deadline.next(7.5)).toBe(7.5);
  });
});

describe("news", () => {
  it("are settled when the hub has all of them", () => {
    const news = new News(7);
    news.add(["a", "b"]);
    const batch = news.take(0, 0);
    expect(batch).toMatchObject({ id: 7, news: ["a", "b"] });
    expect([news.isWaiting, news.isSettled]).toEqual([false, false]);
    expect(news.acknowledge(8)).toBeUndefined();
    expect(news.acknowledge(7)).toMatchObject({ meantMs: 0, sentMs: 0, isAgain: false });
    expect(news.isSettled).toBe(true);
  });

  it("go again after the longest way there and back and a half, then with longer pauses", () => {
    const news = new News(0);
    news.learn(200);
    news.learn(150);
    news.add(["a"]);
    news.take(0, 0);
    expect(news.overdue(399).kind).toBe("nothing");
    expect(news.overdue(400)).toMatchObject({ kind: "again", batches: [{ id: 0, news: ["a"] }] });
    expect(news.isDoubtful).toBe(true);
    expect(news.overdue(999).kind).toBe("nothing");
    expect(news.overdue(1000).kind).toBe("again");
    expect(news.overdue(1900).kind).toBe("again");
    expect(news.overdue(3249).kind).toBe("nothing");
    expect(news.overdue(3250).kind).toBe("given-up");
  });

  it("wait as long for the word as the hub may wait", () => {
    const news = new News(0);
    news.learn(200);
    news.add(["a"]);
    news.take(0, 1000);
    expect(news.overdue(1399).kind).toBe("nothing");
    expect(news.overdue(1400).kind).toBe("again");
  });

  it("are handed on, sent or not, to another hub", () => {
    const news = new News(0);
    news.add(["a"]);
    news.take(0, 0);
    news.add(["b"]);
    expect(news.takeAll()).toEqual(["a", "b"]);
    expect([news.isSettled, news.acknowledge(0)]).toEqual([true, undefined]);
  });
});

describe("a hub", () => {
  it("tells each peer what came from others, and how long its own had to wait", () => {
    const hub = new Hub(["n1", "n2"]);
    hub.add(["a"], "n1");
    hub.owe("n1", [5], 10);
    hub.add(["b"], "n0");
    expect(hub.scatter(40)).toEqual([
      { to: "n1", number: 1, news: ["b"], got: [[5, 30]], isAwaited: true },
      { to: "n2", number: 1, news: ["a", "b"], got: [], isAwaited: false },
    ]);
    expect(hub.scatter(50)).toEqual([]);
  });

  it("has nothing to say to a peer that has told all there is and was acknowledged", () => {
    const hub = new Hub(["n1", "n2"]);
    hub.add(["a"], "n1");
    expect(hub.scatter(0).map(({ to }) => to)).toEqual(["n2"]);
    expect([hub.numberOf("n1"), hub.numberOf("n2")]).toEqual([0, 1]);
  });

  it("sees by its number that a batch has come again: nobody waits for that word", () => {
    const hub = new Hub(["n1"]);
    hub.owe("n1", [5], 0);
    expect(hub.acknowledge("n1", 3)).toEqual([[5, 3]]);
    hub.owe("n1", [5], 10);
    hub.add(["b"], "n0");
    expect(hub.scatter(20)).toMatchObject([{ got: [[5, 10]], isAwaited: false }]);
  });
});

describe("numbers", () => {
  const cases: [what: string, heard: [life: string, number: number, isHere: boolean][], boolean][] =
    [
      ["the first of all", [["a", 1, true]], false],
      ["in order", [["a", 1, true], ["a", 2, true]], false], // prettier-ignore
      ["one is missing", [["a", 1, true], ["a", 3, true]], true], // prettier-ignore
      ["one comes again", [["a", 1, true], ["a", 2, true], ["a", 1, true]], false], // prettier-ignore
      ["the first to be heard is not the first", [["a", 57, true]], true],
      ["another life", [["a", 1, true], ["b", 1, true]], true], // prettier-ignore
      ["one was sent and is not here", [["a", 1, true], ["a", 2, false]], true], // prettier-ignore
      ["all that was sent is here", [["a", 1, true], ["a", 1, false]], false], // prettier-ignore
      ["nothing was sent", [["a", 0, false]], false],
    ];
  it.each(cases)("%s", (_, messages, hasGap) => {
    const heard = new Heard();
    const gaps = messages.map(([life, number, isHere]) => heard.hasGap("n0", life, number, isHere));
    expect(gaps.at(-1)).toBe(hasGap);
  });
});

describe("the choice of a hub", () => {
  const ids = ["n0", "n1", "n2", "n3"];

  it("begins with the first, then takes the one that follows, then any that is not shunned", () => {
    const choice = new HubChoice(ids, "n3");
    expect([choice.current, choice.isSelf, choice.isDeputy]).toEqual(["n0", false, false]);
    choice.giveUp(0, () => 0);
    expect(choice.current).toBe("n1");
    choice.giveUp(0, () => 0);
    expect(choice.current).toBe("n2");
    choice.giveUp(0, () => 0);
    expect(choice.isSelf).toBe(true);
  });

  it("may fall on oneself", () => {
    const choice = new HubChoice(ids, "n1");
    expect(choice.isDeputy).toBe(true);
    choice.giveUp(0, () => 0);
    expect(choice.isSelf).toBe(true);
  });

  it("goes back to one that comes earlier, but not soon after it did not answer", () => {
    const choice = new HubChoice(ids, "n3");
    choice.giveUp(0, () => 0);
    choice.answered();
    expect(choice.heard("n0", 4999, false)).toBe(false);
    expect(choice.heard("n0", 5000, false)).toBe(true);
    expect(choice.current).toBe("n0");
  });

  it("goes to one that comes later only while its own leaves it waiting", () => {
    const choice = new HubChoice(ids, "n3");
    expect(choice.heard("n2", 0, false)).toBe(false);
    expect(choice.heard("n2", 0, true)).toBe(true);
    expect(choice.current).toBe("n2");
  });
});
