DROP INDEX "jobs_expires_idx";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "feedback" jsonb;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "tally" jsonb;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "verified_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "jobs_verified_idx" ON "jobs" USING btree ("owner","id") WHERE "jobs"."verified_at" is not null;--> statement-breakpoint
CREATE INDEX "jobs_collection_verified_idx" ON "jobs" USING btree ("collection_id") WHERE "jobs"."verified_at" is not null;--> statement-breakpoint
CREATE INDEX "jobs_judged_idx" ON "jobs" USING btree ("owner","model") WHERE "jobs"."tally" is not null;--> statement-breakpoint
CREATE INDEX "jobs_expires_idx" ON "jobs" USING btree ("expires_at") WHERE "jobs"."expires_at" is not null and "jobs"."collection_id" is null and "jobs"."verified_at" is null;