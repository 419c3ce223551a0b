CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner" text NOT NULL,
	"job_id" uuid NOT NULL,
	"event" text NOT NULL,
	"url" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_secrets" (
	"owner" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"previous_secret" text,
	"rotated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due_idx" ON "webhook_deliveries" USING btree ("due_at") WHERE "webhook_deliveries"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_owner_idx" ON "webhook_deliveries" USING btree ("owner","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_job_idx" ON "webhook_deliveries" USING btree ("job_id");--> statement-breakpoint
CREATE FUNCTION "note_webhook_delivery"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF new.webhook -> 'events' ? new.status::text THEN
		INSERT INTO webhook_deliveries (owner, job_id, event, url)
		VALUES (new.owner, new.id, 'job.' || new.status, new.webhook ->> 'url');
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
-- In the transaction that ends the job, whichever statement does. A claim sets no `finished_at` and so does not even ask.
CREATE TRIGGER "jobs_end_webhook" AFTER UPDATE OF "finished_at" ON "jobs" FOR EACH ROW
	WHEN (new.webhook IS NOT NULL AND new.finished_at IS NOT NULL AND old.finished_at IS NULL)
	EXECUTE FUNCTION "note_webhook_delivery"();--> statement-breakpoint
-- A job that takes a stored result has ended when it begins.
CREATE TRIGGER "jobs_ended_webhook" AFTER INSERT ON "jobs" FOR EACH ROW
	WHEN (new.webhook IS NOT NULL AND new.finished_at IS NOT NULL)
	EXECUTE FUNCTION "note_webhook_delivery"();
