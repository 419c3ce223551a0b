DROP INDEX "jobs_open_idx";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "rank" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "webhook" jsonb;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "cache_key" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "waits_for" uuid;--> statement-breakpoint
UPDATE "jobs" SET "rank" = "priority" * 8 WHERE "priority" > 0 AND "finished_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_leader_idx" ON "jobs" USING btree ("owner","cache_key") WHERE "jobs"."cache_key" is not null and "jobs"."waits_for" is null and "jobs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "jobs_cache_idx" ON "jobs" USING btree ("owner","cache_key","id") WHERE "jobs"."cache_key" is not null and "jobs"."result" is not null;--> statement-breakpoint
CREATE INDEX "jobs_waiting_idx" ON "jobs" USING btree ("waits_for") WHERE "jobs"."waits_for" is not null and "jobs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "jobs_open_idx" ON "jobs" USING btree ("model","rank","id") WHERE "jobs"."finished_at" is null;