DROP INDEX "jobs_owner_rare_idx";--> statement-breakpoint
DROP INDEX "jobs_queued_idx";--> statement-breakpoint
DROP INDEX "jobs_lease_idx";--> statement-breakpoint
DROP INDEX "jobs_due_idx";--> statement-breakpoint
DROP INDEX "jobs_deadline_idx";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "spent_attempts" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "jobs_owner_unsuccessful_idx" ON "jobs" USING btree ("owner","id") WHERE "jobs"."finished_at" is not null and "jobs"."result" is null;--> statement-breakpoint
CREATE INDEX "jobs_open_idx" ON "jobs" USING btree ("model","priority","id") WHERE "jobs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "jobs_deadline_idx" ON "jobs" USING btree ("deadline_at") WHERE "jobs"."finished_at" is null and "jobs"."deadline_at" is not null;--> statement-breakpoint
-- What the history says of attempts that were spent; all else of it follows from the row.
UPDATE "jobs" SET "spent_attempts" = (
	SELECT coalesce(jsonb_agg(jsonb_build_object('at', entry -> 'at', 'error', entry -> 'error') ORDER BY entry -> 'seq'), '[]')
	FROM jsonb_array_elements("history") AS entry
	WHERE entry ->> 'status' = 'queued' AND (entry ->> 'seq')::int > 1
) WHERE "failures" > 0 OR "attempt" > 1 OR jsonb_array_length("history") > 3;--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "history";--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "changed_xid";--> statement-breakpoint
-- Room for the version that a claim writes on the same page, without which it would have to touch the indexes.
ALTER TABLE "jobs" SET (fillfactor = 70);
