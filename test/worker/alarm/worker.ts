// The Worker with Lookouts whose alarm a test can see, and set off: theirs rings after an hour at the earliest.
import { Lookout as ProductionLookout } from "../../../src/worker/lookout/lookout.ts";

export { Answers, Board, default } from "../../../src/worker/main.ts";

export class Lookout extends ProductionLookout {
  async alarmAt(): Promise<number | null> {
    return await this.ctx.storage.getAlarm();
  }

  async ringNow(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }
}
